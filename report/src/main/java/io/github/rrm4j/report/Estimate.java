package io.github.rrm4j.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;

/**
 * A number with its interval.
 *
 * @param low NaN, with {@code high}, where there is no interval
 * @param n what it is computed from; 0 where that is not known
 */
record Estimate(double value, double low, double high, long n) {

  boolean bounded() {
    return !Double.isNaN(low);
  }

  /** The ends as they are drawn: the number itself where there is no interval. */
  double drawnLow() {
    return bounded() ? low : value;
  }

  double drawnHigh() {
    return bounded() ? high : value;
  }

  /** An object with {@code value, low, high, n}; empty where it has no value. */
  static Optional<Estimate> of(JsonNode object) {
    return of(RunRecords.numbers(object), "value", "low", "high");
  }

  /** A field of a row with {@code name, name_low, name_high}; empty where it is no number. */
  static Optional<Estimate> of(JsonNode row, String name) {
    return of(RunRecords.numbers(row), name, name + "_low", name + "_high");
  }

  static Optional<Estimate> of(Map<String, Double> numbers, String name, String low, String high) {
    if (!numbers.containsKey(name)) {
      return Optional.empty();
    }
    boolean bounded = numbers.containsKey(low) && numbers.containsKey(high);
    return Optional.of(
        new Estimate(
            numbers.get(name),
            bounded ? numbers.get(low) : Double.NaN,
            bounded ? numbers.get(high) : Double.NaN,
            Math.round(numbers.getOrDefault("n", 0.0))));
  }
}
