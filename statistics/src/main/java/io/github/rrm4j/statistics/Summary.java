package io.github.rrm4j.statistics;

import java.util.Arrays;
import org.apache.commons.math3.stat.descriptive.DescriptiveStatistics;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/**
 * The distribution of a measure such as a length; every number but the count is NaN without values.
 *
 * <p>Source of the quantiles: Hyndman and Fan 1996, type 7 (linear interpolation, the default of R
 * and NumPy).
 *
 * @param count how many values
 * @param mean their mean
 * @param std their sample standard deviation (divided by count - 1); 0 for one value
 * @param min the smallest
 * @param p10 the value that 10 % lie below
 * @param median the value that half lie below
 * @param p90 the value that 90 % lie below
 * @param max the largest
 */
public record Summary(
    long count,
    double mean,
    double std,
    double min,
    double p10,
    double median,
    double p90,
    double max) {

  /** The summary of {@code values}, in the unit of the values. */
  public static Summary of(double[] values) {
    DescriptiveStatistics statistics = new DescriptiveStatistics(values);
    statistics.setPercentileImpl(new Percentile().withEstimationType(EstimationType.R_7));
    return new Summary(
        statistics.getN(),
        statistics.getMean(),
        statistics.getStandardDeviation(),
        statistics.getMin(),
        statistics.getPercentile(10),
        statistics.getPercentile(50),
        statistics.getPercentile(90),
        statistics.getMax());
  }

  public static Summary of(int[] values) {
    return of(Arrays.stream(values).asDoubleStream().toArray());
  }
}
