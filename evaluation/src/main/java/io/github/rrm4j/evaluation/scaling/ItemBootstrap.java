package io.github.rrm4j.evaluation.scaling;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.rewards.statistics.Interval;
import java.util.Arrays;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/**
 * The percentile bootstrap of a mean over items: items are drawn with replacement, keyed, so that
 * the same values have the same interval.
 *
 * <p>Source: Efron and Tibshirani 1993, "An Introduction to the Bootstrap", section 13.3. The item
 * is the unit: judgements of one item are not independent, so they are averaged before.
 */
public final class ItemBootstrap {

  /** Draws of the items. */
  public static final int DRAWS = 2000;

  private static final Key KEY = Key.of(0, "item bootstrap");

  private ItemBootstrap() {}

  /** The mean; NaN without values. */
  public static double average(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  /**
   * The 95 % interval of the mean.
   *
   * @param values one of each item, at least one
   * @throws IllegalArgumentException if there are none
   */
  public static Interval mean(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("no interval of no values");
    }
    double[] means = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      Key key = KEY.with(draw);
      double sum = 0;
      for (int i = 0; i < values.length; i++) {
        sum += values[key.below(i, values.length)];
      }
      means[draw] = sum / values.length;
    }
    Percentile percentile = new Percentile().withEstimationType(EstimationType.R_7);
    percentile.setData(means);
    return new Interval(percentile.evaluate(2.5), percentile.evaluate(97.5));
  }

  /**
   * The 95 % interval of the mean difference of two measures of the same items.
   *
   * @throws IllegalArgumentException if they differ in number, or there are none
   */
  public static Interval difference(double[] later, double[] earlier) {
    if (later.length != earlier.length) {
      throw new IllegalArgumentException(later.length + " values, " + earlier.length + " values");
    }
    double[] differences = new double[later.length];
    for (int i = 0; i < later.length; i++) {
      differences[i] = later[i] - earlier[i];
    }
    return mean(differences);
  }
}
