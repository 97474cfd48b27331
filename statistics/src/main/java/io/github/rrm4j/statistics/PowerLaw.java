package io.github.rrm4j.statistics;

import org.apache.commons.math3.stat.regression.SimpleRegression;

/**
 * The exponent b of y = a x^b: the slope of log y over log x by least squares, with Student's
 * interval at 95 %.
 *
 * @param exponent 1 where y grows as x does; not a number where it cannot be fitted
 * @param margin half of the interval; not a number with fewer than three points
 */
public record PowerLaw(double exponent, double margin) {

  private static final int LEAST_POINTS = 3;
  private static final double ALPHA = 0.05;

  /**
   * Fits points that are all positive.
   *
   * @throws IllegalArgumentException if one is not, or the lengths differ
   */
  public static PowerLaw fit(double[] x, double[] y) {
    if (x.length != y.length) {
      throw new IllegalArgumentException(x.length + " and " + y.length + " numbers");
    }
    SimpleRegression regression = new SimpleRegression();
    for (int i = 0; i < x.length; i++) {
      if (!(x[i] > 0 && y[i] > 0)) {
        throw new IllegalArgumentException("(" + x[i] + ", " + y[i] + ") has no logarithm");
      }
      regression.addData(Math.log(x[i]), Math.log(y[i]));
    }
    double margin =
        x.length < LEAST_POINTS ? Double.NaN : regression.getSlopeConfidenceInterval(ALPHA);
    return new PowerLaw(regression.getSlope(), margin);
  }

  /** The least exponent that the points allow. */
  public double least() {
    return exponent - margin;
  }

  /** The largest exponent that the points allow. */
  public double most() {
    return exponent + margin;
  }
}
