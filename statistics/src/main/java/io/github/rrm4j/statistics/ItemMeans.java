package io.github.rrm4j.statistics;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Means over items with their 95 % intervals, and items by their sections. The item is the unit of
 * the bootstrap: judgements of one item are not independent, so they are averaged before.
 */
public final class ItemMeans {

  /** The section of all items together. */
  public static final String ALL = "all";

  private static final double CONFIDENCE = 0.95;

  // One key for all: the same values have the same interval.
  private static final Bootstrap BOOTSTRAP = new Bootstrap(Key.of(0, "item bootstrap"));

  private ItemMeans() {}

  /** The mean; NaN without values. */
  public static double average(double[] values) {
    return Arrays.stream(values).average().orElse(Double.NaN);
  }

  /**
   * The interval of the mean.
   *
   * @param values one of each item, at least one
   * @throws IllegalArgumentException if there are none
   */
  public static Interval interval(double[] values) {
    return Bootstrap.interval(BOOTSTRAP.means(values), CONFIDENCE);
  }

  /**
   * The interval of the mean difference of two measures of the same items.
   *
   * @throws IllegalArgumentException if they differ in number, or there are none
   */
  public static Interval difference(double[] later, double[] earlier) {
    if (later.length != earlier.length) {
      throw new IllegalArgumentException(later.length + " values, " + earlier.length + " values");
    }
    double[] differences = new double[later.length];
    Arrays.setAll(differences, i -> later[i] - earlier[i]);
    return interval(differences);
  }

  /**
   * The same of two shares. It has a width also where no item differs: {@link
   * PairedProportions#interval} where all shares are 0 or 1, else {@link Interval#orReach}.
   */
  public static Interval shareDifference(double[] later, double[] earlier) {
    return PairedProportions.orPaired(difference(later, earlier), earlier, later, CONFIDENCE);
  }

  /**
   * The interval of the mean of shares: Wilson's over the items where all are 0 or all are 1, since
   * a bootstrap sees no spread there, else {@link #interval}, which has a width also where all are
   * another number.
   */
  public static Interval shareInterval(double[] values) {
    for (double end : new double[] {0, 1}) {
      if (Arrays.stream(values).allMatch(value -> value == end)) {
        return new Proportion(Math.round(end * values.length), values.length).wilson(CONFIDENCE);
      }
    }
    return interval(values).orReach(values.length, 0, 1, CONFIDENCE);
  }

  /** Puts the mean of shares, in [0, 1], and its 95 % interval. */
  public static ObjectNode putShare(ObjectNode row, String name, double[] values) {
    return put(row, name, average(values), shareInterval(values));
  }

  /**
   * Puts the mean of values and its 95 % interval as {@code name, name_low, name_high,
   * name_method}.
   */
  public static ObjectNode put(ObjectNode row, String name, double[] values) {
    return put(row, name, average(values), interval(values));
  }

  /** Puts the mean difference of two shares, and its interval. */
  public static ObjectNode putShareDifference(
      ObjectNode row, String name, double[] later, double[] earlier) {
    return put(row, name, average(later) - average(earlier), shareDifference(later, earlier));
  }

  /** Puts a number and its interval as {@code name, name_low, name_high, name_method}. */
  public static ObjectNode put(ObjectNode row, String name, double value, Interval interval) {
    return interval.into(row.put(name, value), name);
  }

  /** Puts that there is no such number, and no interval. */
  public static ObjectNode putNull(ObjectNode row, String name) {
    return row.putNull(name)
        .putNull(name + "_low")
        .putNull(name + "_high")
        .putNull(name + "_method");
  }

  /** The indices of the items of each section, {@value #ALL} first; one section is not repeated. */
  public static Map<String, List<Integer>> sections(List<String> sections) {
    Map<String, List<Integer>> named = new TreeMap<>();
    List<Integer> all = new ArrayList<>();
    for (int i = 0; i < sections.size(); i++) {
      all.add(i);
      named.computeIfAbsent(sections.get(i), name -> new ArrayList<>()).add(i);
    }
    Map<String, List<Integer>> result = new LinkedHashMap<>();
    result.put(ALL, all);
    if (named.size() > 1) {
      named.forEach((name, items) -> result.put(name.equals(ALL) ? "section all" : name, items));
    }
    return result;
  }

  public static double[] of(double[] values, List<Integer> items) {
    return items.stream().mapToDouble(item -> values[item]).toArray();
  }
}
