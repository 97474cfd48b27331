package io.github.rrm4j.statistics.agreement;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * p-values of several tests, so that the probability of any false alarm among them stays below the
 * level that they are compared with, whatever the tests have to do with each other.
 *
 * <p>Source: Holm 1979, "A simple sequentially rejective multiple test procedure": of m p-values in
 * their order, the adjusted one of place i is the largest of (m - j + 1) p_j over the places j up
 * to i, at most 1. The rate of false discoveries (Benjamini and Hochberg 1995) is not used here: it
 * needs tests that are independent or positively dependent, which overlapping slices of the same
 * items need not be, and one wrong alarm among few slices is worse than a missed one.
 */
public final class Holm {

  private Holm() {}

  /**
   * Adjusted p-values.
   *
   * @param p in [0, 1], in any order
   * @return in the same order
   */
  public static double[] adjusted(double[] p) {
    int[] order =
        IntStream.range(0, p.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> p[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] adjusted = new double[p.length];
    double largest = 0;
    for (int place = 0; place < order.length; place++) {
      largest = Math.max(largest, Math.min(1, (p.length - place) * p[order[place]]));
      adjusted[order[place]] = largest;
    }
    return adjusted;
  }
}
