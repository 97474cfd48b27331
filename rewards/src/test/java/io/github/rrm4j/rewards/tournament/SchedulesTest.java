package io.github.rrm4j.rewards.tournament;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.rewards.tournament.Schedule.RandomOpponents;
import io.github.rrm4j.rewards.tournament.Schedule.RoundRobin;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SchedulesTest {

  private static final Key KEY = Key.of(5, "schedule");

  @Test
  void aRoundRobinHasEveryPairOnceInOneRound() {
    for (int players = 1; players <= 12; players++) {
      List<Match> round = new RoundRobin(KEY).round(players, List.of());
      assertEquals(players * (players - 1) / 2, round.size());
      assertEquals(new HashSet<>(RoundRobin.all(players)), new HashSet<>(round));
      assertEquals(List.of(), new RoundRobin(KEY).round(players, List.of(List.of())));
    }
  }

  @Test
  void everyoneHasAtLeastTheOpponentsThatItDrawsAndNobodyTwice() {
    for (int seed = 0; seed < 50; seed++) {
      List<Match> round = new RandomOpponents(4, Key.of(seed, "m")).round(8, List.of());
      assertEquals(round.size(), new HashSet<>(round).size());
      assertTrue(round.size() >= 16 && round.size() <= 28, "comparisons " + round.size());
      for (int player = 0; player < 8; player++) {
        int self = player;
        assertTrue(round.stream().filter(m -> m.a() == self || m.b() == self).count() >= 4);
      }
    }
    assertEquals(28, new RandomOpponents(7, KEY).round(8, List.of()).size());
    assertEquals(3, new RandomOpponents(99, KEY).round(3, List.of()).size());
  }

  @Test
  void theMeanCostOfRandomOpponentsIsThatOfTheFormula() {
    double sum = 0;
    for (int seed = 0; seed < 2000; seed++) {
      sum += new RandomOpponents(4, Key.of(seed, "mean")).round(8, List.of()).size();
    }
    double p = 1 - 4.0 / 7;
    // the standard deviation of one is below 2.2, of the mean below 0.05
    assertEquals(28 * (1 - p * p), sum / 2000, 0.2);
  }

  @Test
  void aSwissTournamentOfFourIsPlayedAsByHand() {
    Swiss swiss = new Swiss(3, KEY);
    int[] p = KEY.with("draw").permutation(4);
    List<List<ScoredMatch>> rounds = new java.util.ArrayList<>();
    assertEquals(List.of(Match.of(p[0], p[1]), Match.of(p[2], p[3])), swiss.round(4, rounds));
    rounds.add(List.of(Games.won(p[1], p[0]), Games.won(p[2], p[3])));
    // points: p1 and p2 have 1, p0 and p3 none
    assertEquals(List.of(Match.of(p[1], p[2]), Match.of(p[0], p[3])), swiss.round(4, rounds));
    rounds.add(List.of(Games.won(p[2], p[1]), Games.drawn(p[0], p[3])));
    // p2 2, p1 1, p0 and p3 1/2; p2 has met p3 and p1, p1 has met p0
    assertEquals(List.of(Match.of(p[2], p[0]), Match.of(p[1], p[3])), swiss.round(4, rounds));
    rounds.add(List.of(Games.won(p[2], p[0]), Games.won(p[1], p[3])));
    assertEquals(List.of(), swiss.round(4, rounds));
    double[] rating = swiss.of(4, rounds);
    // each met all others: opponents' points are 6 - own, the most is 5.5
    assertEquals(3 + 0.49 * 3 / 5.5, rating[p[2]], 1e-12);
    assertEquals(2 + 0.49 * 4 / 5.5, rating[p[1]], 1e-12);
    assertEquals(0.5 + 0.49, rating[p[0]], 1e-12);
    assertEquals(0.5 + 0.49, rating[p[3]], 1e-12);
  }

  @Test
  void aSwissTournamentNeverRepeatsAPairAndCostsItsRounds() {
    for (int players = 2; players <= 17; players++) {
      for (int rounds : new int[] {0, 1, 3}) {
        List<List<ScoredMatch>> played =
            Simulation.play(players, new Swiss(rounds, KEY), m -> 0.5, KEY.with(players));
        List<ScoredMatch> games = Rating.games(played);
        assertEquals(games.size(), games.stream().map(ScoredMatch::match).distinct().count());
        int asked = rounds == 0 ? (int) Math.ceil(Math.log(players) / Math.log(2)) : rounds;
        if (asked <= players / 2) {
          assertEquals(asked * (players / 2), games.size(), players + " players, " + rounds);
        }
        for (List<ScoredMatch> round : played) {
          Set<Integer> seen = new HashSet<>();
          round.forEach(
              game -> {
                assertTrue(seen.add(game.match().a()));
                assertTrue(seen.add(game.match().b()));
              });
        }
      }
    }
  }

  @Test
  void aSwissTournamentOfManyRoundsEndsWhenAllHaveMet() {
    for (int players = 2; players <= 9; players++) {
      List<List<ScoredMatch>> played = Simulation.play(players, new Swiss(50, KEY), m -> 1, KEY);
      assertTrue(Simulation.comparisons(played) <= Games.pairs(players));
    }
    assertEquals(1, Simulation.comparisons(Simulation.play(2, new Swiss(50, KEY), m -> 1, KEY)));
  }

  @Test
  void byesOfASwissTournamentGoRoundAndAreWorthAWin() {
    Swiss swiss = new Swiss(3, KEY);
    List<List<ScoredMatch>> played = Simulation.play(3, swiss, m -> 1, KEY);
    assertEquals(3, played.size());
    double[] rating = swiss.of(3, played);
    // player 0 wins twice and has a bye, 1 wins once and has a bye, 2 has a bye
    assertArrayEquals(
        new double[] {3, 2, 1}, java.util.Arrays.stream(rating).map(Math::floor).toArray());
  }

  @Test
  void impossibleSettingsAreRefused() {
    assertThrows(InvalidInput.class, () -> new RandomOpponents(0, KEY));
    assertThrows(InvalidInput.class, () -> new Swiss(-1, KEY));
    assertThrows(IllegalArgumentException.class, () -> new Match(2, 2));
    assertThrows(IllegalArgumentException.class, () -> new ScoredMatch(new Match(0, 1), 0.3));
  }
}
