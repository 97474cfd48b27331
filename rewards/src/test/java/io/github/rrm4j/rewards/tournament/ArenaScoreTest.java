package io.github.rrm4j.rewards.tournament;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.rewards.tournament.ArenaScore.Decision;
import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.IntervalMethod;
import io.github.rrm4j.statistics.Proportion;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ArenaScoreTest {

  private static final Key KEY = Key.of(1, "arena");

  @Test
  void aWinByFarCountsThreeAndATieHalf() {
    ArenaScore score =
        new ArenaScore(
            List.of(
                List.of(Decision.B_BY_FAR, Decision.B), // 4 of 4
                List.of(Decision.A_BY_FAR, Decision.TIE), // 0.5 of 4
                List.of(Decision.A))); // 0 of 1
    assertEquals(4.5 / 9, score.value(), 1e-12);
    assertEquals(1, score.count(Decision.TIE));
  }

  @Test
  void plainWinsAreTheWinRate() {
    ArenaScore score =
        new ArenaScore(
            List.of(
                List.of(Decision.B, Decision.B),
                List.of(Decision.B, Decision.A),
                List.of(Decision.TIE, Decision.TIE),
                List.of())); // unreadable in both orders: says nothing
    assertEquals((2 + 1 + 1) / 6.0, score.value(), 1e-12);
  }

  @Test
  void theIntervalIsOverPromptsNotGames() {
    List<List<Decision>> once = new ArrayList<>();
    List<List<Decision>> twice = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      Decision decision = i % 4 == 0 ? Decision.A : Decision.B;
      once.add(List.of(decision));
      twice.add(List.of(decision, decision));
    }
    Interval single = new ArenaScore(once).interval(0.95, KEY);
    assertEquals(single, new ArenaScore(twice).interval(0.95, KEY));
    assertTrue(single.lower() > 0.67 && single.lower() < 0.75 - 0.04, single.toString());
    assertTrue(single.upper() < 0.83 && single.upper() > 0.75 + 0.04, single.toString());
  }

  @Test
  void textsAreThoseOfArenaHard() {
    for (Decision decision : Decision.values()) {
      assertEquals(Optional.of(decision), Decision.of(decision.text()));
    }
    assertEquals(Optional.of(Decision.A), Decision.of("B<A"));
    assertEquals(Optional.of(Decision.B_BY_FAR), Decision.of("A<<B"));
    assertEquals(Optional.empty(), Decision.of("A>>>B"));
  }

  @Test
  void theIntervalOverGamesDrawsEachOfTheThreeOfAWinByFar() {
    // 20 prompts for A, 20 for B, both games alike: over prompts 40 draws, over games 80.
    List<List<Decision>> plain = new ArrayList<>();
    List<List<Decision>> far = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      Decision game = i % 2 == 0 ? Decision.A : Decision.B;
      Decision strong = i % 2 == 0 ? Decision.A_BY_FAR : Decision.B_BY_FAR;
      plain.add(List.of(game, game));
      far.add(List.of(strong, strong));
    }
    double prompts = width(new ArenaScore(plain).interval(0.95, KEY));
    double games = width(new ArenaScore(plain).intervalOverGames(0.95, KEY));
    double threefold = width(new ArenaScore(far).intervalOverGames(0.95, KEY));
    // Normal widths: 2 * 1.96 * sqrt(0.25 / n) of n = 40, 80 and 240.
    assertEquals(0.310, prompts, 0.03);
    assertEquals(0.219, games, 0.02);
    assertEquals(0.127, threefold, 0.012);
    assertTrue(width(new ArenaScore(plain).intervalOverGames(0.9, KEY)) < games);
  }

  private static double width(Interval interval) {
    return interval.upper() - interval.lower();
  }

  @Test
  void gamesThatAllGoTheSameWayProveNoScore() {
    List<List<Decision>> won = new ArrayList<>();
    List<List<Decision>> tied = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      won.add(List.of(Decision.B, Decision.B));
      tied.add(List.of(Decision.TIE, Decision.TIE));
    }
    Interval all = new ArenaScore(won).interval(0.95, KEY);
    assertEquals(new Proportion(10, 10).wilson(0.95).lower(), all.lower(), 1e-12);
    assertEquals(1, all.upper());
    assertEquals(
        new Proportion(20, 20).wilson(0.95).lower(),
        new ArenaScore(won).intervalOverGames(0.95, KEY).lower(),
        1e-12);
    Interval even = new ArenaScore(tied).interval(0.95, KEY);
    assertTrue(even.lower() < 0.4 && even.upper() > 0.6, even.toString());
    assertEquals(IntervalMethod.REACH, even.method());
  }
}
