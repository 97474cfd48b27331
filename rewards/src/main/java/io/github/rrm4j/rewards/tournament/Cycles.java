package io.github.rrm4j.rewards.tournament;

import io.github.rrm4j.statistics.Proportion;
import java.util.List;

/**
 * How often a judge contradicts itself over three responses: a beats b, b beats c, c beats a.
 *
 * <p>Counted are the triples of which all three matches were played and none was drawn. A judge
 * that follows an order has no cycle; one that throws coins has one in four.
 *
 * <p>Source: Kendall and Babington Smith 1940, "On the method of paired comparisons".
 */
public final class Cycles {

  private Cycles() {}

  /** The cyclic triples among the decided ones. */
  public static Proportion of(int players, List<ScoredMatch> games) {
    int[][] beats = new int[players][players]; // 1, -1, or 0 where it was not decided
    for (ScoredMatch game : games) {
      int sign = (int) Math.signum(game.score() - 0.5);
      beats[game.match().a()][game.match().b()] = sign;
      beats[game.match().b()][game.match().a()] = -sign;
    }
    long cycles = 0;
    long triples = 0;
    for (int a = 0; a < players; a++) {
      for (int b = a + 1; b < players; b++) {
        for (int c = b + 1; c < players; c++) {
          int round = beats[a][b] + beats[b][c] + beats[c][a];
          boolean decided = beats[a][b] != 0 && beats[b][c] != 0 && beats[c][a] != 0;
          triples += decided ? 1 : 0;
          cycles += decided && Math.abs(round) == 3 ? 1 : 0;
        }
      }
    }
    return new Proportion(cycles, triples);
  }
}
