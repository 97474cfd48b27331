package io.github.rrm4j.rewards.group;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.rewards.GroupAdvantages;
import io.github.rrm4j.rewards.group.MatchReward.EloReward;
import io.github.rrm4j.rewards.group.MatchReward.NetWins;
import io.github.rrm4j.rewards.group.MatchReward.OpponentReward;
import io.github.rrm4j.rewards.group.MatchReward.PairwiseAdvantage;
import io.github.rrm4j.rewards.group.MatchReward.Unreadable;
import io.github.rrm4j.rewards.tournament.Games;
import io.github.rrm4j.rewards.tournament.Match;
import io.github.rrm4j.rewards.tournament.Schedule.OneOpponent;
import io.github.rrm4j.rewards.tournament.Schedule.RoundRobin;
import io.github.rrm4j.rewards.tournament.ScoredMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class MatchRewardTest {

  private static final Key KEY = Key.of(1, "match reward");
  private static final double EMPTY = Double.NaN;

  private static void assertRewards(List<OptionalDouble> rewards, double... expected) {
    assertEquals(expected.length, rewards.size());
    for (int i = 0; i < expected.length; i++) {
      if (Double.isNaN(expected[i])) {
        assertTrue(rewards.get(i).isEmpty(), i + " has " + rewards.get(i));
      } else {
        assertEquals(expected[i], rewards.get(i).orElseThrow(), 1e-9, "response " + i);
      }
    }
  }

  /** Everyone against everyone; the one of the smaller index wins, but for some matches. */
  private static List<ScoredMatch> inOrder(int players, Match... without) {
    List<ScoredMatch> games = new ArrayList<>();
    for (Match match : RoundRobin.all(players)) {
      if (!List.of(without).contains(match)) {
        games.add(Games.won(match.a(), match.b()));
      }
    }
    return games;
  }

  @Test
  void anEloRewardIsThatOfTheSequence() {
    List<ScoredMatch> games = List.of(Games.won(0, 1), Games.won(1, 2));
    // 0 beats 1: 15 points. 1 (985) beats 2 (1000): 30 (1 - 1 / (1 + 10^(15/400))) points.
    double won = 30 * (1 - 1 / (1 + Math.pow(10, 15.0 / 400)));
    assertRewards(
        new EloReward(4, 30, 0).of(4, games, KEY),
        0.5 + 15 / 200.0,
        0.5 + (won - 15) / 200,
        0.5 - won / 200,
        EMPTY);
  }

  @Test
  void everyoneHasUpToFourOpponentsInTheRewardOfThePaper() {
    List<Match> matches = new EloReward(4, 30, 0).schedule(KEY).round(8, List.of());
    assertTrue(matches.size() >= 16 && matches.size() <= 28, matches.size() + " matches");
    for (int player = 0; player < 8; player++) {
      int own = player;
      long games = matches.stream().filter(m -> m.a() == own || m.b() == own).count();
      assertTrue(games >= 4, player + " has " + games);
    }
    assertEquals(28, new EloReward(0, 30, 0).schedule(KEY).round(8, List.of()).size());
  }

  @Test
  void oneOpponentCostsNMinusOneMatchesAndIsDrawnByTheKey() {
    boolean[] drawn = new boolean[5];
    for (int i = 0; i < 50; i++) {
      OneOpponent schedule = new OneOpponent(KEY.with(i));
      int opponent = schedule.drawn(5);
      drawn[opponent] = true;
      List<Match> matches = schedule.round(5, List.of());
      assertEquals(4, matches.size());
      assertTrue(matches.stream().allMatch(m -> m.a() == opponent || m.b() == opponent));
      assertTrue(schedule.round(5, List.of(List.of())).isEmpty());
    }
    for (boolean one : drawn) {
      assertTrue(one);
    }
    assertTrue(new OneOpponent(KEY).round(1, List.of()).isEmpty());
  }

  @Test
  void aWinAgainstTheOneOpponentIsOne() {
    // 2 is the opponent; its match against 4 could not be judged.
    List<ScoredMatch> games = List.of(Games.won(0, 2), Games.won(2, 1), Games.drawn(3, 2));
    assertRewards(new OpponentReward().of(5, games, KEY), 1, 0, 1.0 / 3, 0, EMPTY);
  }

  @Test
  void netWinsAreOverTheMatchesThatCount() {
    assertRewards(new NetWins().of(4, inOrder(4), KEY), 1, 1.0 / 3, -1.0 / 3, -1);
    // Without 0-1 and 0-2: 0 won its one match; 1 won two; 2 won one and lost one.
    List<ScoredMatch> games = inOrder(4, new Match(0, 1), new Match(0, 2));
    assertRewards(new NetWins().of(4, games, KEY), 1, 1, 0, -1);
    List<ScoredMatch> drawn = List.of(Games.won(0, 1), Games.drawn(0, 2));
    assertRewards(new NetWins().of(4, drawn, KEY), 0.5, -1, 0, EMPTY);
  }

  @Test
  void pairwiseAdvantagesAreThoseOfTheFormula() {
    // G = 4, all decided: sum d^2 = 12, 2 G (G - 1) = 24. 0 won three: 3/4 / sqrt(1/2).
    double root = Math.sqrt(0.5);
    assertRewards(
        new PairwiseAdvantage().of(4, inOrder(4), KEY),
        0.75 / root,
        0.25 / root,
        -0.25 / root,
        -0.75 / root);
    // One of the six is drawn: sum d^2 = 10.
    List<ScoredMatch> games = new ArrayList<>(inOrder(4, new Match(0, 1)));
    games.add(Games.drawn(0, 1));
    double other = Math.sqrt(10.0 / 24);
    assertRewards(
        new PairwiseAdvantage().of(4, games, KEY),
        0.5 / other,
        0.5 / other,
        -0.25 / other,
        -0.75 / other);
    assertRewards(new PairwiseAdvantage().of(2, List.of(Games.drawn(0, 1)), KEY), 0, 0);
  }

  @Test
  void pairwiseAdvantagesOfTwoRewardsAreThoseOfGrpo() {
    // d = r_i - r_j with r = (1, 0): both formulas give 1/2 over the sample deviation sqrt(1/2).
    double[][] grpo = GroupAdvantages.GROUP_STD.of(new double[][] {{1, 0}});
    List<OptionalDouble> pairwise = new PairwiseAdvantage().of(2, List.of(Games.won(0, 1)), KEY);
    assertRewards(pairwise, grpo[0][0], grpo[0][1]);
  }

  @Test
  void pairwiseAdvantagesLeaveMissingMatchesOut() {
    // 3 has no game, so G = 3; 0-1 is missing, and the two games left are decided.
    List<ScoredMatch> games = List.of(Games.won(0, 2), Games.won(1, 2));
    double root = Math.sqrt(0.5);
    double mean = 2.0 / 3;
    assertRewards(
        new PairwiseAdvantage().of(4, games, KEY), mean / root, mean / root, -mean / root, EMPTY);
  }

  @Test
  void anUnreadableMatchIsLeftOutOrADraw() {
    List<ScoredMatch> games = List.of(Games.won(0, 1), Games.drawn(0, 2), Games.drawn(1, 2));
    List<ScoredMatch> masked =
        Unreadable.MASK.counted(games, match -> !match.equals(new Match(0, 2)));
    assertEquals(List.of(Games.won(0, 1), Games.drawn(1, 2)), masked);
    assertEquals(games, Unreadable.DRAW.counted(games, match -> false));
    List<ScoredMatch> none = Unreadable.MASK.counted(games, match -> false);
    for (MatchReward rule :
        List.of(
            new EloReward(4, 30, 0),
            new OpponentReward(),
            new NetWins(),
            new PairwiseAdvantage())) {
      assertRewards(rule.of(3, none, KEY), EMPTY, EMPTY, EMPTY);
    }
  }

  @Test
  void permutingTheResponsesPermutesTheRewards() {
    int[] order = {2, 0, 3, 1};
    List<ScoredMatch> games = inOrder(4, new Match(1, 3));
    List<ScoredMatch> permuted = new ArrayList<>();
    for (ScoredMatch game : games) {
      permuted.add(Games.won(order[game.match().a()], order[game.match().b()]));
    }
    for (MatchReward rule :
        List.of(new EloReward(0, 30, 0), new NetWins(), new PairwiseAdvantage())) {
      List<OptionalDouble> plain = rule.of(4, games, KEY);
      List<OptionalDouble> other = rule.of(4, permuted, KEY);
      for (int i = 0; i < 4; i++) {
        assertEquals(
            plain.get(i).orElseThrow(), other.get(order[i]).orElseThrow(), 1e-12, rule.toString());
      }
    }
  }

  @Test
  void settingsThatNoRewardCanHaveAreRefused() {
    assertThrows(InvalidInput.class, () -> new EloReward(-1, 30, 0));
    assertThrows(InvalidInput.class, () -> new EloReward(4, 0, 0));
  }
}
