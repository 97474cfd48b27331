package io.github.rrm4j.evaluation.benchmark.result;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Word;
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
 * @param interval empty where there is nothing to draw again
 * @param method how the interval was made
 * @param n items, or judgements, that the number is computed from
 */
public record Measured(
    String name, double value, Optional<Interval> interval, Method method, long n) {

  /** Of every interval. */
  public static final double CONFIDENCE = 0.95;

  public enum Method {
    /** Wilson's score interval of a proportion. */
    WILSON,
    /** The percentile bootstrap over items, within their subsets. */
    BOOTSTRAP,
    /** There is none. */
    NONE
  }

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
          new Measured(
              metric.name(),
              value,
              Optional.of(share.wilson(CONFIDENCE)),
              Method.WILSON,
              counted.size()));
    }
    Bootstrap bootstrap = new Bootstrap(key.with(metric.name()));
    double[] values = bootstrap.values(strata(counted), metric.value());
    return Optional.of(
        new Measured(
            metric.name(),
            value,
            Optional.of(Bootstrap.interval(values, CONFIDENCE)),
            Method.BOOTSTRAP,
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
    boolean single = share && ratio.denominator() == ratio.units().size();
    return Optional.of(
        new Measured(
            name,
            ratio.value(),
            Optional.of(interval),
            single ? Method.WILSON : Method.BOOTSTRAP,
            Math.round(ratio.denominator())));
  }

  /**
   * The same number; where its bootstrap saw no spread, with an interval that reaches to both sides
   * as far as Wilson's upper end of 0 successes, within [-1, 1].
   *
   * @param units of the bootstrap
   */
  Measured orSpread(int units) {
    if (interval.filter(i -> i.upper() > i.lower()).isPresent()) {
      return this;
    }
    double reach = new Proportion(0, units).wilson(CONFIDENCE).upper();
    Interval wide = new Interval(Math.max(-1, value - reach), Math.min(1, value + reach));
    return new Measured(name, value, Optional.of(wide), Method.WILSON, n);
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
    object.put("value", value);
    interval.ifPresent(i -> object.put("low", i.lower()).put("high", i.upper()));
    object.put("method", Word.of(method)).put("n", n);
  }
}
