package io.github.rrm4j.rewards.tournament;

import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * Players in the order of their ratings.
 *
 * @param ratings the higher, the better
 */
public record Ranking(double[] ratings) {

  /** Ratings that differ by less are equal: their arithmetic is not exact. */
  private static final double EQUAL = 1e-9;

  /** The place of each player from 1; equals share the best of their places (1, 2, 2, 4). */
  public int[] places() {
    int[] places = new int[ratings.length];
    for (int i = 0; i < ratings.length; i++) {
      places[i] = 1;
      for (double other : ratings) {
        places[i] += other > ratings[i] + EQUAL ? 1 : 0;
      }
    }
    return places;
  }

  /**
   * The players in the first place: more than one where the tournament does not tell them apart.
   */
  public List<Integer> best() {
    int[] places = places();
    return IntStream.range(0, places.length).filter(i -> places[i] == 1).boxed().toList();
  }

  /**
   * The probability that a player of the first place, drawn by lot, is right: exact where a coin
   * would only add noise.
   */
  public double right(IntPredicate right) {
    List<Integer> best = best();
    return (double) best.stream().filter(right::test).count() / best.size();
  }
}
