package io.github.rrm4j.statistics;

import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;

/**
 * A mean over a few repetitions, such as seeds, and how sure it is.
 *
 * @param interval mean &plusmn; t s / sqrt(n); empty for a single repetition
 */
public record MeanInterval(double mean, Optional<Interval> interval) {

  /**
   * Source: Student 1908, "The probable error of a mean".
   *
   * @param values at least one
   * @param confidence for example 0.95
   * @throws IllegalArgumentException if there is no value
   */
  public static MeanInterval of(double[] values, double confidence) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no value has no mean");
    }
    DescriptiveStatistics statistics = new DescriptiveStatistics(values);
    double mean = statistics.getMean();
    if (values.length == 1) {
      return new MeanInterval(mean, Optional.empty());
    }
    double t =
        new TDistribution(values.length - 1).inverseCumulativeProbability((1 + confidence) / 2);
    double half = t * statistics.getStandardDeviation() / Math.sqrt(values.length);
    return new MeanInterval(
        mean, Optional.of(new Interval(mean - half, mean + half, IntervalMethod.STUDENT)));
  }

  /** The mean of paired differences, {@code other - base}, in the same order. */
  public static MeanInterval ofDifferences(double[] other, double[] base, double confidence) {
    double[] differences = other.clone();
    Arrays.setAll(differences, i -> other[i] - base[i]);
    return of(differences, confidence);
  }
}
