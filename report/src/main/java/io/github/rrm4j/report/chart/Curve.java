package io.github.rrm4j.report.chart;

import java.util.Arrays;
import java.util.SortedMap;

/**
 * One number over the steps.
 *
 * @param steps (points), ascending
 * @param values (points), finite
 */
public record Curve(double[] steps, double[] values) {

  /** The curve through points (step, value). */
  public static Curve of(SortedMap<Double, Double> points) {
    return new Curve(
        points.keySet().stream().mapToDouble(Double::doubleValue).toArray(),
        points.values().stream().mapToDouble(Double::doubleValue).toArray());
  }

  public int size() {
    return steps.length;
  }

  /** At most {@code most} points: the means of equally many neighbors. */
  Curve binned(int most) {
    if (size() <= most) {
      return this;
    }
    int width = (size() + most - 1) / most;
    int bins = (size() + width - 1) / width;
    double[] x = new double[bins];
    double[] y = new double[bins];
    for (int bin = 0; bin < bins; bin++) {
      int from = bin * width;
      int to = Math.min(from + width, size());
      x[bin] = mean(steps, from, to);
      y[bin] = mean(values, from, to);
    }
    return new Curve(x, y);
  }

  /** Each value replaced by the mean of those up to {@code reach} points away. */
  Curve smoothed(int reach) {
    double[] y = new double[size()];
    for (int i = 0; i < size(); i++) {
      y[i] = mean(values, Math.max(0, i - reach), Math.min(size(), i + reach + 1));
    }
    return new Curve(steps, y);
  }

  private static double mean(double[] numbers, int from, int to) {
    return Arrays.stream(numbers, from, to).average().orElseThrow();
  }
}
