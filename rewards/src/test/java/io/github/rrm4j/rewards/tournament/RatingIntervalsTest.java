package io.github.rrm4j.rewards.tournament;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.rewards.tournament.Schedule.RoundRobin;
import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.IntervalMethod;
import io.github.rrm4j.statistics.Proportion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RatingIntervalsTest {

  private static final Key KEY = Key.of(1, "ratings");

  private static List<Interval> intervals(Rating rating, int players, List<ScoredMatch> games) {
    return new RatingIntervals(rating, players, List.of(games), KEY).at(0.95);
  }

  /** A round robin in which the lower number always wins. */
  private static List<ScoredMatch> order(int players) {
    return RoundRobin.all(players).stream()
        .map(match -> new ScoredMatch(match, match.a() < match.b() ? 1 : 0))
        .toList();
  }

  @Test
  void aWinRateHasWilsonsIntervalOfItsGames() {
    List<Interval> intervals = intervals(new Rating.WinRate(), 8, order(8));
    for (int player = 0; player < 8; player++) {
      Interval wilson = new Proportion(7 - player, 7).wilson(0.95);
      assertEquals(wilson.lower(), intervals.get(player).lower(), 1e-9);
      assertEquals(wilson.upper(), intervals.get(player).upper(), 1e-9);
      assertEquals(IntervalMethod.WILSON, intervals.get(player).method());
    }
    assertTrue(intervals.get(0).lower() < 0.7, "seven wins of seven prove no rate of 1");
    Interval none = intervals(new Rating.WinRate(), 9, order(8)).get(8);
    assertEquals(new Interval(0, 1, IntervalMethod.EVERYTHING), none);
  }

  @Test
  void theWinRateIsCoveredInNineteenOfTwentyTournaments() {
    // player 0 wins against each of 12 others with probability 0.7
    int covered = 0;
    int tournaments = 400;
    for (int t = 0; t < tournaments; t++) {
      List<ScoredMatch> games = new ArrayList<>();
      for (int other = 1; other <= 12; other++) {
        boolean won = Key.of(t, "games").uniform(other) < 0.7;
        games.add(new ScoredMatch(new Match(0, other), won ? 1 : 0));
      }
      Interval interval = intervals(new Rating.WinRate(), 13, games).get(0);
      covered += interval.lower() <= 0.7 && 0.7 <= interval.upper() ? 1 : 0;
    }
    // Wilson's interval of 12 trials at 0.7 covers 0.9574
    assertEquals(0.9574, (double) covered / tournaments, 4 * Math.sqrt(0.05 * 0.95 / tournaments));
  }

  @Test
  void pointsOfASwissTournamentHaveTheIntervalOfItsGames() {
    Swiss swiss = new Swiss(3, KEY);
    List<List<ScoredMatch>> rounds = new ArrayList<>();
    List<Match> round = swiss.round(8, rounds);
    while (!round.isEmpty()) {
      rounds.add(round.stream().map(m -> new ScoredMatch(m, m.a() < m.b() ? 1 : 0)).toList());
      round = swiss.round(8, rounds);
    }
    double[] ratings = swiss.of(8, rounds);
    List<Interval> intervals = new RatingIntervals(swiss, 8, rounds, KEY).at(0.95);
    double fraction = ratings[0] - 3; // it has won all three
    Interval wilson = new Proportion(3, 3).wilson(0.95);
    assertEquals(3 * wilson.lower() + fraction, intervals.get(0).lower(), 1e-9);
    assertEquals(ratings[0], intervals.get(0).upper(), 1e-9);
    for (int player = 0; player < 8; player++) {
      Interval interval = intervals.get(player);
      assertTrue(interval.lower() < ratings[player] + 1e-9, interval.toString());
      assertTrue(interval.upper() > ratings[player] - 1e-9, interval.toString());
      assertTrue(interval.upper() - interval.lower() > 1, interval.toString());
    }
  }

  @Test
  void eloIsDrawnAgainOverItsGames() {
    Elo elo = new Elo(30, 100, KEY);
    double[] ratings = elo.of(8, List.of(order(8)));
    List<Interval> intervals = intervals(elo, 8, order(8));
    for (int player = 0; player < 8; player++) {
      Interval interval = intervals.get(player);
      assertEquals(IntervalMethod.BOOTSTRAP_GAMES, interval.method());
      assertTrue(
          interval.lower() < ratings[player] && ratings[player] < interval.upper(),
          interval + " of " + ratings[player]);
    }
    assertEquals(intervals, intervals(elo, 8, order(8)), "the same draws again");
  }

  @Test
  void theRatingThatManyTournamentsAverageToIsCoveredByMostIntervals() {
    // eight players of strengths 0, 0.5, ..., each against each four times
    Elo elo = new Elo(10, 20, KEY);
    List<List<ScoredMatch>> tournaments = new ArrayList<>();
    double[] mean = new double[8];
    int many = 120;
    for (int t = 0; t < many; t++) {
      List<ScoredMatch> games = new ArrayList<>();
      for (int repeat = 0; repeat < 4; repeat++) {
        for (Match match : RoundRobin.all(8)) {
          double p = 1 / (1 + Math.exp(-0.5 * (match.a() - match.b())));
          double u = Key.of(t, "elo").with(repeat).with(match.a()).uniform(match.b());
          games.add(new ScoredMatch(match, u < p ? 1 : 0));
        }
      }
      tournaments.add(games);
      double[] one = elo.of(8, List.of(games));
      for (int player = 0; player < 8; player++) {
        mean[player] += one[player] / many;
      }
    }
    int covered = 0;
    for (List<ScoredMatch> games : tournaments.subList(0, 30)) {
      List<Interval> intervals = intervals(elo, 8, games);
      for (int player = 0; player < 8; player++) {
        Interval interval = intervals.get(player);
        covered += interval.lower() <= mean[player] && mean[player] <= interval.upper() ? 1 : 0;
      }
    }
    assertTrue(covered >= 0.88 * 240, covered + " of 240");
  }

  @Test
  void oneGameProvesNothing() {
    Elo elo = new Elo(30, 10, KEY);
    Interval winner = intervals(elo, 2, List.of(new ScoredMatch(new Match(0, 1), 1))).get(0);
    assertEquals(985, winner.lower(), 1e-9);
    assertEquals(1015, winner.upper(), 1e-9);
    assertEquals(IntervalMethod.EVERYTHING, winner.method());
  }

  @Test
  void aKnockoutHasNone() {
    assertEquals(List.of(), intervals(new Knockout(KEY), 8, order(8)));
  }
}
