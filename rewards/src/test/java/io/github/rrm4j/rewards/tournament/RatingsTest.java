package io.github.rrm4j.rewards.tournament;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.VoteDecision;
import io.github.rrm4j.rewards.tournament.Rating.WinRate;
import io.github.rrm4j.rewards.tournament.Schedule.RandomOpponents;
import io.github.rrm4j.rewards.tournament.Schedule.RoundRobin;
import io.github.rrm4j.statistics.Interval;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class RatingsTest {

  private static final Key KEY = Key.of(1, "ratings");

  private static List<ScoredMatch> repeated(int times, ScoredMatch game) {
    return Collections.nCopies(times, game);
  }

  @Test
  void sequentialEloIsThatOfTheFormula() {
    List<List<ScoredMatch>> rounds =
        List.of(List.of(Games.won(0, 1), Games.won(2, 0)), List.of(Games.drawn(1, 2)));
    // 0 beats 1: both expect 1/2, so 15 points change hands.
    // 2 beats 0: 0 leads by 15 and expects 1 / (1 + 10^(-15/400)) = 0.5215711..., loses 30 times
    // that.
    double lost = 30 / (1 + Math.pow(10, -15.0 / 400));
    double r0 = 1015 - lost;
    double r2 = 1000 + lost;
    // 1 and 2 draw: 1 has 985 and expects less than a half.
    double gain = 30 * (0.5 - 1 / (1 + Math.pow(10, (r2 - 985) / 400)));
    double[] expected = {r0, 985 + gain, r2 - gain};
    assertArrayEquals(expected, new Elo(30, 0, KEY).of(3, rounds), 1e-9);
    assertEquals(999.3529, r0, 1e-4);
  }

  @Test
  void aLeadOfFourHundredPointsIsTenToOne() {
    assertEquals(10.0 / 11, Elo.expected(1400, 1000), 1e-12);
    assertEquals(0.5, Elo.expected(1000, 1000), 0);
    assertEquals(0.5, Elo.reward(1000), 0);
    assertEquals(1.0, Elo.reward(1100), 1e-12);
    assertEquals(0.0, Elo.reward(900), 1e-12);
  }

  @Test
  void theMeanEloNeverMoves() {
    for (int seed = 0; seed < 20; seed++) {
      List<List<ScoredMatch>> rounds =
          Simulation.play(
              7, new RandomOpponents(3, Key.of(seed, "s")), m -> 0.5, Key.of(seed, "g"));
      for (int orders : new int[] {0, 5}) {
        double[] rating = new Elo(30, orders, KEY).of(7, rounds);
        assertEquals(7000, Arrays.stream(rating).sum(), 1e-8);
      }
    }
  }

  @Test
  void averagedEloDoesNotDependOnTheOrderOfTheGamesAndSequentialDoes() {
    List<ScoredMatch> games = new ArrayList<>();
    for (Match match : RoundRobin.all(5)) {
      games.add(Simulation.game(match, m -> 0.6, KEY));
    }
    List<ScoredMatch> reversed = new ArrayList<>(games);
    Collections.reverse(reversed);
    double[] one = new Elo(30, 50, KEY).of(5, List.of(games));
    assertArrayEquals(one, new Elo(30, 50, KEY).of(5, List.of(reversed)), 0);
    double[] first = new Elo(30, 0, KEY).of(5, List.of(games));
    double[] other = new Elo(30, 0, KEY).of(5, List.of(reversed));
    assertTrue(Math.abs(first[0] - other[0]) + Math.abs(first[4] - other[4]) > 0.01);
  }

  @Test
  void averagedEloOfTwoGamesIsTheMeanOfTheirTwoOrders() {
    List<ScoredMatch> games = List.of(Games.won(0, 1), Games.won(1, 2));
    double[] one = new Elo(30, 0, KEY).of(3, List.of(games));
    double[] other = new Elo(30, 0, KEY).of(3, List.of(List.of(games.get(1), games.get(0))));
    double[] mean = new Elo(30, 2000, KEY).of(3, List.of(games));
    for (int player = 0; player < 3; player++) {
      double range = Math.abs(one[player] - other[player]);
      assertEquals((one[player] + other[player]) / 2, mean[player], 0.05 * range + 1e-9);
    }
  }

  @Test
  void winRatesCountDrawsHalfAndAreAHalfWithoutGames() {
    List<List<ScoredMatch>> rounds =
        List.of(List.of(Games.won(0, 1), Games.drawn(0, 2)), List.of(Games.won(1, 2)));
    assertArrayEquals(new double[] {0.75, 0.5, 0.25, 0.5}, new WinRate().of(4, rounds), 0);
  }

  @Test
  void bradleyTerryOfTwoPlayersIsTheLogOfTheOdds() {
    List<ScoredMatch> games = new ArrayList<>(repeated(3, Games.won(0, 1)));
    games.add(Games.won(1, 0));
    BradleyTerry.Fit fit = new BradleyTerry(0).fit(2, games);
    assertEquals(Math.log(3) / 2, fit.strengths()[0], 1e-9);
    assertEquals(-Math.log(3) / 2, fit.strengths()[1], 1e-9);
    // the lead has variance 1 / (n p q) = 1 / (4 * 3/4 * 1/4) = 4/3
    Interval lead = fit.lead(0, 1, 0.95);
    double half = 1.959963984540054 * Math.sqrt(4.0 / 3);
    assertEquals(Math.log(3) - half, lead.lower(), 1e-8);
    assertEquals(Math.log(3) + half, lead.upper(), 1e-8);
    // a strength is half of the lead
    Interval own = fit.interval(0, 0.95);
    assertEquals(half, own.upper() - own.lower(), 1e-8);
  }

  @Test
  void bradleyTerryOfAChainAddsTheLogsOfTheOdds() {
    List<ScoredMatch> games = new ArrayList<>();
    games.addAll(repeated(2, Games.won(0, 1)));
    games.addAll(repeated(1, Games.won(1, 0)));
    games.addAll(repeated(4, Games.won(1, 2)));
    games.addAll(repeated(1, Games.won(2, 1)));
    double[] strengths = new BradleyTerry(0).fit(3, games).strengths();
    assertEquals(Math.log(2), strengths[0] - strengths[1], 1e-8);
    assertEquals(Math.log(4), strengths[1] - strengths[2], 1e-8);
    assertEquals(0, Arrays.stream(strengths).sum(), 1e-8);
  }

  @Test
  void theGradientVanishesAtTheEstimateWithAPriorToo() {
    double prior = 0.7;
    List<ScoredMatch> games = new ArrayList<>();
    for (Match match : RoundRobin.all(6)) {
      games.add(Simulation.game(match, m -> 0.8, KEY));
    }
    double[] theta = new BradleyTerry(prior).fit(6, games).strengths();
    for (int player = 0; player < 6; player++) {
      double surplus = prior * (0.5 - Simulation.logistic(theta[player]));
      for (ScoredMatch game : games) {
        int a = game.match().a();
        int b = game.match().b();
        double rest = game.score() - Simulation.logistic(theta[a] - theta[b]);
        surplus += player == a ? rest : player == b ? -rest : 0;
      }
      assertEquals(0, surplus, 1e-8);
    }
  }

  @Test
  void aPlayerWhoNeverLostNeedsAPrior() {
    List<ScoredMatch> games = List.of(Games.won(0, 1), Games.won(1, 2), Games.won(0, 2));
    InvalidInput refused =
        assertThrows(InvalidInput.class, () -> new BradleyTerry(0).fit(3, games));
    assertTrue(refused.getMessage().contains("take a prior above 0"), refused.getMessage());
    double[] strengths = new BradleyTerry(1).fit(3, games).strengths();
    assertTrue(strengths[0] > strengths[1] && strengths[1] > strengths[2]);
    assertEquals(0, strengths[1], 1e-9);
    assertEquals(strengths[0], -strengths[2], 1e-9);
  }

  @Test
  void equalRatingsShareTheirPlaceAndTheChanceToBeTheBest() {
    Ranking ranking = new Ranking(new double[] {2, 5, 5, 1, 5 - 1e-12});
    assertArrayEquals(new int[] {4, 1, 1, 5, 1}, ranking.places());
    assertEquals(List.of(1, 2, 4), ranking.best());
    assertEquals(2.0 / 3, ranking.right(player -> player != 2), 1e-12);
  }

  @Test
  void unreadableAndTiedVotesAreDraws() {
    Match match = new Match(0, 1);
    assertEquals(1, ScoredMatch.of(match, VoteDecision.of(new MajorityVote(2, 1, 0, 0))).score());
    assertEquals(0, ScoredMatch.of(match, VoteDecision.of(new MajorityVote(0, 1, 3, 0))).score());
    assertEquals(0.5, ScoredMatch.of(match, VoteDecision.of(new MajorityVote(1, 1, 0, 0))).score());
    assertEquals(0.5, ScoredMatch.of(match, VoteDecision.of(new MajorityVote(0, 0, 1, 1))).score());
    assertEquals(Games.won(3, 1), new ScoredMatch(new Match(1, 3), 0));
  }

  @Test
  void cyclesAreCountedAmongDecidedTriples() {
    List<ScoredMatch> games = new ArrayList<>();
    games.add(Games.won(0, 1));
    games.add(Games.won(1, 2));
    games.add(Games.won(2, 0));
    assertEquals(1, Cycles.of(3, games).successes());
    games.add(Games.won(3, 0));
    games.add(Games.won(3, 1));
    // 3 beats 0, 1; 3-2 was not played: of the triples 012 and 013 the first is a cycle
    assertEquals(1, Cycles.of(4, games).successes());
    assertEquals(2, Cycles.of(4, games).trials());
    games.add(Games.drawn(2, 3));
    assertEquals(2, Cycles.of(4, games).trials());
    assertEquals(0, Cycles.of(2, List.of(Games.won(0, 1))).trials());
  }

  @Test
  void rankCorrelationsAreThoseComputedByHand() {
    double[] ratings = {4, 3, 2, 1};
    assertEquals(
        1, RankCorrelation.KENDALL.of(ratings, new double[] {9, 8, 7, 0}).orElseThrow(), 1e-12);
    // one of six pairs is discordant
    assertEquals(
        4.0 / 6,
        RankCorrelation.KENDALL.of(ratings, new double[] {4, 2, 3, 1}).orElseThrow(),
        1e-12);
    // 1 - 6 * (1 + 1) / (4 * 15)
    assertEquals(
        0.8, RankCorrelation.SPEARMAN.of(ratings, new double[] {4, 2, 3, 1}).orElseThrow(), 1e-12);
    // tau-b with ties in gold: 3 concordant of 6, sqrt(6 * 3)
    assertEquals(
        3 / Math.sqrt(18),
        RankCorrelation.KENDALL.of(ratings, new double[] {1, 0, 0, 0}).orElseThrow(),
        1e-12);
    assertTrue(RankCorrelation.KENDALL.of(ratings, new double[] {1, 1, 1, 1}).isEmpty());
  }

  @Test
  void identicalResponsesPlayAsOneTeam() {
    Teams teams = Teams.identical(List.of("a", "b", " a\n", "c", "b"));
    assertEquals(3, teams.count());
    assertEquals(List.of(0, 1, 0, 2, 1), teams.of());
    assertEquals(3, teams.captain(2));
    assertArrayEquals(new double[] {7, 8, 7, 9, 8}, teams.shared(new double[] {7, 8, 9}), 0);
    assertEquals(5, Teams.single(5).count());
  }
}
