package io.github.rrm4j.evaluation.benchmark.result;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.evaluation.benchmark.Metric;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.statistics.Bootstrap;
import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.Proportion;
import io.github.rrm4j.statistics.Ratio;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * A number with its interval of 95 %.
 *
 * @param name what it is
 * @param value the number
 * @param interval with how it was made
 * @param n items, or judgements, that the number is computed from
 */
public record Measured(String name, double value, Interval interval, long n) {

  /** Of every interval. */
  public static final double CONFIDENCE = 0.95;

  /**
   * A metric of items: Wilson's interval where it is a share of right ones among them, else a
   * bootstrap over items within their subsets. A bootstrap of nothing but right items, or nothing
   * but wrong ones, sees no spread; Wilson's interval of as many items takes its place.
   *
   * @return empty if the metric is no number
   */
  public static Optional<Measured> of(Metric metric, List<Scored> items, Key key) {
    List<Scored> counted = metric.counted(items);
    double value = counted.isEmpty() ? Double.NaN : metric.value().applyAsDouble(counted);
    if (Double.isNaN(value)) {
      return Optional.empty();
    }
    boolean extreme = counted.stream().allMatch(item -> item.credit() == value);
    if (binary(metric, counted) || extreme && (value == 0 || value == 1)) {
      Proportion share = new Proportion(Math.round(value * counted.size()), counted.size());
      return Optional.of(
          new Measured(metric.name(), value, share.wilson(CONFIDENCE), counted.size()));
    }
    Bootstrap bootstrap = new Bootstrap(key.with(metric.name()));
    List<List<Scored>> strata = strata(counted);
    double[] values =
        metric
            .meansOfResamples(strata, bootstrap)
            .orElseGet(() -> bootstrap.values(strata, metric.value()));
    return Optional.of(
        new Measured(
            metric.name(),
            value,
            Bootstrap.interval(values, CONFIDENCE).orReach(counted.size(), 0, 1, CONFIDENCE),
            counted.size()));
  }

  /**
   * A quotient of sums over comparisons.
   *
   * @param share whether it is a share, in [0, 1]
   * @return empty without a denominator
   */
  static Optional<Measured> of(String name, Ratio ratio, boolean share, Key key) {
    if (ratio.units().isEmpty()) {
      return Optional.empty();
    }
    Interval interval = ratio.interval(share, CONFIDENCE, key.with(name));
    return Optional.of(
        new Measured(name, ratio.value(), interval, Math.round(ratio.denominator())));
  }

  /**
   * The same number, in [-1, 1], with an interval that has a width: {@link Interval#orReach}.
   *
   * @param units of the bootstrap
   */
  Measured orSpread(int units) {
    return new Measured(name, value, interval.orReach(units, -1, 1, CONFIDENCE), n);
  }

  /** Whether every item adds 0 or 1 to a plain mean. */
  static boolean binary(Metric metric, List<Scored> counted) {
    return counted.stream()
        .mapToDouble(metric.single())
        .allMatch(number -> number == 0 || number == 1);
  }

  static List<List<Scored>> strata(List<Scored> items) {
    return List.copyOf(
        items.stream().collect(groupingBy(Scored::subset, LinkedHashMap::new, toList())).values());
  }

  /** Writes it into an object under its own keys. */
  void writeInto(ObjectNode object) {
    interval.into(object.put("value", value)).put("n", n);
  }
}
