package io.github.rrm4j.evaluation.scaling;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.rewards.statistics.Interval;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Writing means over items with their intervals, and items by their sections. */
public final class Measured {

  /** The section of all items together. */
  public static final String ALL = "all";

  private Measured() {}

  /** Puts the mean of values and its 95 % interval as {@code name, name_low, name_high}. */
  public static ObjectNode put(ObjectNode row, String name, double[] values) {
    return put(row, name, ItemBootstrap.average(values), ItemBootstrap.mean(values));
  }

  /** Puts the mean difference and its interval. */
  public static ObjectNode putDifference(
      ObjectNode row, String name, double[] later, double[] earlier) {
    return put(
        row,
        name,
        ItemBootstrap.average(later) - ItemBootstrap.average(earlier),
        ItemBootstrap.difference(later, earlier));
  }

  private static ObjectNode put(ObjectNode row, String name, double value, Interval interval) {
    return row.put(name, value)
        .put(name + "_low", interval.lower())
        .put(name + "_high", interval.upper());
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

  /** The values of some items. */
  public static double[] of(double[] values, List<Integer> items) {
    return items.stream().mapToDouble(item -> values[item]).toArray();
  }
}
