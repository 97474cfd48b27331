package io.github.rrm4j.evaluation.benchmark;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What one item of a benchmark came out as; a pure function of its verdicts.
 *
 * @param id of the item, unique in the benchmark
 * @param subset of the item
 * @param credit 1 for right, 0 for wrong, or between
 * @param values other numbers that the benchmark's metrics are made of, by name
 */
public record Scored(String id, String subset, double credit, Map<String, Double> values) {

  public Scored {
    values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
  }

  /** An item of which only the credit matters. */
  public Scored(String id, String subset, double credit) {
    this(id, subset, credit, Map.of());
  }

  /** The same with another number. */
  public Scored with(String name, double value) {
    Map<String, Double> more = new LinkedHashMap<>(values);
    more.put(name, value);
    return new Scored(id, subset, credit, more);
  }

  /** A named number; NaN where the item has none of that name. */
  public double value(String name) {
    return values.getOrDefault(name, Double.NaN);
  }

  public boolean has(String name) {
    return values.containsKey(name);
  }
}
