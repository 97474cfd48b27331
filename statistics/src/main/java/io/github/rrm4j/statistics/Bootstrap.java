package io.github.rrm4j.statistics;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.OnAllCores;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.rank.Percentile;
import org.apache.commons.math3.stat.descriptive.rank.Percentile.EstimationType;

/**
 * How much a number that is computed from items would change with other items of the same kind:
 * items are drawn again with replacement, within each stratum, and the number is computed again.
 *
 * <p>Source: Efron and Tibshirani 1993, "An Introduction to the Bootstrap", chapters 6 and 13 (the
 * percentile interval), with stratified resampling (Davison and Hinkley 1997, section 3.2). A
 * stratum of one item would be drawn as it is every time, as if its number were known for sure;
 * such strata are collapsed (Cochran 1977, "Sampling Techniques", section 5A.12) into one. Every
 * draw follows from the key: draw r takes as its item i of stratum s what {@code
 * key.with(r).with(s)} says at position i.
 *
 * @param key what the draws depend on
 * @param resamples how many
 */
public record Bootstrap(Key key, int resamples) {

  /**
   * Resamples of every interval here: with another key an end point moves by about 0.03 standard
   * errors of the number (0.06 with 2,000).
   */
  public static final int RESAMPLES = 10_000;

  /** With {@value #RESAMPLES} resamples. */
  public Bootstrap(Key key) {
    this(key, RESAMPLES);
  }

  /**
   * @throws IllegalArgumentException if there are fewer than two resamples
   */
  public Bootstrap {
    if (resamples < 2) {
      throw new IllegalArgumentException("bootstrap of " + resamples + " resamples");
    }
  }

  /**
   * What a statistic is of each resample.
   *
   * @param strata the items, none of them empty; a resample has as many of each stratum, and of all
   *     strata of one item together
   * @param statistic may be NaN, for example where a class does not occur; asked on all cores
   * @return the values that are numbers, in the order of the draws
   */
  public <T> double[] values(List<List<T>> strata, ToDoubleFunction<List<T>> statistic) {
    List<List<T>> drawn = collapsed(strata);
    List<Integer> draws = IntStream.range(0, resamples).boxed().toList();
    return OnAllCores.map(draws, r -> statistic.applyAsDouble(resample(drawn, r))).stream()
        .mapToDouble(Double::doubleValue)
        .filter(value -> !Double.isNaN(value))
        .toArray();
  }

  private <T> List<T> resample(List<List<T>> drawn, int r) {
    List<T> resample = new ArrayList<>();
    for (int s = 0; s < drawn.size(); s++) {
      List<T> items = drawn.get(s);
      Key draws = key.with(r).with(s);
      for (int i = 0; i < items.size(); i++) {
        resample.add(items.get(draws.below(i, items.size())));
      }
    }
    return resample;
  }

  /** The strata of several items, and one of all others; a single other one joins the smallest. */
  private static <T> List<List<T>> collapsed(List<List<T>> strata) {
    List<List<T>> drawn = new ArrayList<>(strata.stream().filter(s -> s.size() > 1).toList());
    List<T> singles = strata.stream().filter(s -> s.size() == 1).map(s -> s.get(0)).toList();
    if (singles.size() == 1 && !drawn.isEmpty()) {
      List<T> smallest = Collections.min(drawn, Comparator.comparingInt(List::size));
      List<T> joined = new ArrayList<>(smallest);
      joined.add(singles.get(0));
      drawn.set(drawn.indexOf(smallest), joined);
    } else if (!singles.isEmpty()) {
      drawn.add(singles);
    }
    return drawn;
  }

  /**
   * The mean of each resample of one stratum.
   *
   * @param items at least one
   * @throws IllegalArgumentException if there are none
   */
  public double[] means(double[] items) {
    if (items.length == 0) {
      throw new IllegalArgumentException("bootstrap of no items");
    }
    return meansOf(List.of(items));
  }

  /**
   * The mean of each resample: what {@link #values} is of the mean, without a list for each, and
   * with those that are no numbers.
   *
   * @param strata as there
   */
  public double[] means(List<List<Double>> strata) {
    return meansOf(
        collapsed(strata).stream()
            .map(items -> items.stream().mapToDouble(Double::doubleValue).toArray())
            .toList());
  }

  private double[] meansOf(List<double[]> drawn) {
    double[] means = new double[resamples];
    for (int r = 0; r < resamples; r++) {
      double sum = 0;
      int n = 0;
      for (int s = 0; s < drawn.size(); s++) {
        double[] items = drawn.get(s);
        Key draws = key.with(r).with(s);
        for (int i = 0; i < items.length; i++) {
          sum += items[draws.below(i, items.length)];
        }
        n += items.length;
      }
      means[r] = sum / n;
    }
    return means;
  }

  /**
   * The percentile interval of values that {@link #values} gave.
   *
   * @param confidence for example 0.95, in (0, 1)
   * @throws IllegalArgumentException if there are none
   */
  public static Interval interval(double[] values, double confidence) {
    Percentile percentile = new Percentile().withEstimationType(EstimationType.R_7);
    percentile.setData(values);
    double tail = 50 * (1 - confidence);
    return new Interval(
        percentile.evaluate(tail), percentile.evaluate(100 - tail), IntervalMethod.BOOTSTRAP);
  }

  /** The standard error: the standard deviation of values that {@link #values} gave. */
  public static double standardError(double[] values) {
    return Math.sqrt(StatUtils.variance(values));
  }
}
