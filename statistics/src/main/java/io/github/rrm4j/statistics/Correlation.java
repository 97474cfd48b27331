package io.github.rrm4j.statistics;

import org.apache.commons.math3.stat.correlation.PearsonsCorrelation;

/** How two numbers of the same things go together. */
public final class Correlation {

  private Correlation() {}

  /**
   * Pearson's coefficient.
   *
   * @return in [-1, 1]; 0 where one of the two does not vary or there are fewer than two things
   */
  public static double of(double[] x, double[] y) {
    if (x.length < 2) {
      return 0;
    }
    double r = new PearsonsCorrelation().correlation(x, y);
    return Double.isNaN(r) ? 0 : r;
  }
}
