package io.github.rrm4j.judging.reward;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Problem;
import io.github.rrm4j.data.Prompt;
import io.github.rrm4j.judging.policy.Reply;
import io.github.rrm4j.judging.reward.GroupMatches.Players;
import io.github.rrm4j.judging.reward.RewardSource.GroupScores;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.VoteTally;
import io.github.rrm4j.rewards.group.MatchReward;
import io.github.rrm4j.rewards.group.MatchReward.EloReward;
import io.github.rrm4j.rewards.group.MatchReward.NetWins;
import io.github.rrm4j.rewards.group.MatchReward.Unreadable;
import io.github.rrm4j.rewards.tournament.Competition;
import io.github.rrm4j.rewards.tournament.Competition.MatchResult;
import io.github.rrm4j.rewards.tournament.Teams;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A referee of paper, for whom the smaller index is better, but for what he cannot read. */
class GroupMatchesTest {

  private static final Key KEY = Key.of(1, "matches");
  private static final MajorityVote NOBODY = new MajorityVote(0, 0, 0, 0);

  /** Cannot read the matches of one player. */
  private static final class Paper implements Competition.Referee {

    private final int blind;
    private final List<Integer> batches = new ArrayList<>();

    Paper(int blind) {
      this.blind = blind;
    }

    @Override
    public List<MatchResult> judge(List<Competition.QueryMatch> fixtures) {
      batches.add(fixtures.size());
      return fixtures.stream()
          .map(
              f ->
                  f.match().a() == blind || f.match().b() == blind
                      ? new MajorityVote(0, 0, 1, 0)
                      : new MajorityVote(1, 0, 0, 0))
          .map(votes -> new MatchResult(new VoteTally(votes, NOBODY), 10))
          .toList();
    }
  }

  private static List<GroupScores> play(
      MatchReward rule, Unreadable unreadable, Paper paper, int groups) {
    List<Players> fields = Collections.nCopies(groups, field(Teams.single(4)));
    return new GroupMatches(rule, unreadable).play(fields, paper, KEY);
  }

  /** All of them answer. */
  private static Players field(Teams teams) {
    return new Players(4, teams, Set.of());
  }

  private static Map<String, Double> metrics(List<GroupScores> groups) {
    return JudgedMatch.metrics(groups.stream().flatMap(g -> g.matches().stream()).toList());
  }

  @Test
  void allMatchesOfAStepAreOneBatch() {
    Paper paper = new Paper(-1);
    List<GroupScores> scored = play(new NetWins(), Unreadable.MASK, paper, 3);
    assertEquals(List.of(18), paper.batches);
    assertEquals(18, metrics(scored).get("judge/comparisons"));
    assertEquals(18, metrics(scored).get("judge/judgements"));
    assertEquals(180, metrics(scored).get("judge/thinking_tokens"));
    assertEquals(0, metrics(scored).get("judge/unreadable_frac"));
    for (GroupScores group : scored) {
      assertEquals(OptionalDouble.of(1), group.values().get(0));
      assertEquals(OptionalDouble.of(-1), group.values().get(3));
      assertEquals(6, group.matches().size());
    }
  }

  @Test
  void whoHasNoReadableMatchHasNoReward() {
    List<GroupScores> scored = play(new NetWins(), Unreadable.MASK, new Paper(1), 1);
    GroupScores group = scored.get(0);
    assertEquals(
        List.of(
            OptionalDouble.of(1),
            OptionalDouble.empty(),
            OptionalDouble.of(0),
            OptionalDouble.of(-1)),
        group.values());
    assertTrue(group.reasons().get(1).startsWith("unreadable against "), group.reasons().get(1));
    assertTrue(group.reasons().get(0).contains("won against"), group.reasons().get(0));
    assertTrue(group.reasons().get(0).endsWith("unreadable against 1."), group.reasons().get(0));
    assertEquals(0.5, metrics(scored).get("judge/unreadable_frac"));
    assertEquals(0.5, metrics(scored).get("judge/unreadable_match_frac"));
    assertEquals(0, metrics(scored).get("judge/draw_frac"));
  }

  @Test
  void anUnreadableMatchIsADrawWhereThatIsAskedFor() {
    List<GroupScores> scored = play(new NetWins(), Unreadable.DRAW, new Paper(1), 1);
    List<OptionalDouble> values = scored.get(0).values();
    assertEquals(OptionalDouble.of(2.0 / 3), values.get(0));
    assertEquals(OptionalDouble.of(0), values.get(1));
    assertEquals(0.5, metrics(scored).get("judge/unreadable_frac"));
  }

  @Test
  void identicalAnswersPlayAsOneAndShareTheReward() {
    Teams teams = Teams.identical(List.of("7", "8", "7", "9"));
    Paper paper = new Paper(-1);
    List<GroupScores> scored =
        new GroupMatches(new NetWins(), Unreadable.MASK).play(List.of(field(teams)), paper, KEY);
    assertEquals(List.of(3), paper.batches);
    List<OptionalDouble> values = scored.get(0).values();
    assertEquals(List.of(1.0, 0.0, 1.0, -1.0), values.stream().map(v -> v.orElseThrow()).toList());
    assertTrue(scored.get(0).reasons().get(2).startsWith("As answer 0: "));
    List<GroupScores> alike =
        new GroupMatches(new EloReward(4, 30, 0), Unreadable.MASK)
            .play(List.of(field(Teams.identical(List.of("7", "7 ")))), paper, KEY);
    assertTrue(alike.get(0).values().stream().allMatch(OptionalDouble::isEmpty));
    assertEquals("No match.", alike.get(0).reasons().get(0));
  }

  @Test
  void whoDoesNotAnswerLosesWithoutBeingJudged() {
    Paper paper = new Paper(-1); // for whom 0 and 1 would win against 2 and 3
    Players field = new Players(4, Teams.single(4), Set.of(0, 1));
    List<GroupScores> scored =
        new GroupMatches(new NetWins(), Unreadable.MASK).play(List.of(field), paper, KEY);
    assertEquals(List.of(1), paper.batches); // 2 against 3
    List<OptionalDouble> values = scored.get(0).values();
    assertEquals(
        List.of(-2.0 / 3, -2.0 / 3, 1.0, 1.0 / 3),
        values.stream().map(OptionalDouble::orElseThrow).toList());
    String reason = scored.get(0).reasons().get(0); // of matches in the order of a keyed schedule
    assertTrue(Set.of("lost to 2, 3; drew with 1.", "lost to 3, 2; drew with 1.").contains(reason));
    Map<String, Double> metrics = metrics(scored);
    assertEquals(5, metrics.get("judge/forfeits"));
    assertEquals(1, metrics.get("judge/comparisons"));
    assertEquals(1, metrics.get("judge/judgements"));
    assertEquals(10, metrics.get("judge/thinking_tokens"));
    assertEquals(0, metrics.get("judge/draw_frac"));
  }

  @Test
  void whereNobodyCanPlayNobodyIsRewarded() {
    Paper paper = new Paper(-1);
    List<GroupScores> scored =
        new GroupMatches(new NetWins(), Unreadable.DRAW)
            .play(List.of(field(Teams.single(0))), paper, KEY);
    assertTrue(paper.batches.isEmpty());
    assertTrue(scored.get(0).values().stream().allMatch(OptionalDouble::isEmpty));
    assertEquals(0, metrics(scored).get("judge/comparisons"));
  }

  @Test
  void aSumMasksWhatOneOfItsSourcesCannotScore() {
    Prompt prompt = new Prompt("q", "sums", "2 + 2");
    RewardSource judge =
        (groups, key) ->
            List.of(
                new GroupScores(
                    List.of(OptionalDouble.of(0.6), OptionalDouble.empty()),
                    List.of("Won.", "Unreadable."),
                    List.of()));
    PolicyReward reward =
        new PolicyReward(
            List.of(
                new PolicyReward.Weighted("judge", 2, judge),
                new PolicyReward.Weighted(
                    "gold", 0.5, new GoldRewards(List.of(new Problem(prompt, "4"))))));
    PolicyReward.Rewarded group =
        reward.of(List.of(new Answers(prompt, List.of("4", "4"))), KEY).get(0);
    assertEquals(1.7, group.rewards().get(0).orElseThrow().value(), 1e-12);
    assertEquals(1.2, group.rewards().get(0).orElseThrow().parts().get("judge"), 1e-12);
    assertEquals("Won. The gold answer.", group.rewards().get(0).orElseThrow().reason());
    assertEquals(Optional.empty(), group.rewards().get(1));
    assertEquals("Unreadable. The gold answer.", group.reasons().get(1));
  }

  @Test
  void aReplyThatDidNotEndIsShownAsNoAnswer() {
    Reply whole = Reply.of("<think>\n2+2=4\n</think>\n\n4", 9, true);
    Reply cut = Reply.of("the answer is", 9, false);
    Reply endless = Reply.of("<think>\n2+2", 9, true);
    assertEquals(
        List.of("4", "[NO ANSWER]", "[NO ANSWER]"),
        Answers.of(new Prompt("q", "s", "2+2"), List.of(whole, cut, endless)).responses());
    assertEquals(
        Set.of(1, 2),
        Answers.of(new Prompt("q", "s", "2+2"), List.of(whole, cut, endless)).silent());
  }

  @Test
  void theTurningPointIsWhereTheJudgeRisesAndGoldFalls() {
    Overoptimization.Point start = new Overoptimization.Point(0, 0.50, 0.45, 0.50);
    Overoptimization.Point best = new Overoptimization.Point(10, 0.70, 0.65, 0.60);
    Overoptimization.Point within = new Overoptimization.Point(20, 0.66, 0.61, 0.70);
    Overoptimization.Point past = new Overoptimization.Point(30, 0.64, 0.59, 0.70);
    Overoptimization.Point both = new Overoptimization.Point(30, 0.64, 0.59, 0.58);
    assertEquals(Optional.empty(), Overoptimization.before(List.of(start)));
    assertEquals(Optional.empty(), Overoptimization.before(List.of(start, best, within)));
    assertEquals(Optional.of(best), Overoptimization.before(List.of(start, best, within, past)));
    assertEquals(Optional.empty(), Overoptimization.before(List.of(start, best, both)));
  }
}
