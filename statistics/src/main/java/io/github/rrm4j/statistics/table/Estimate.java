package io.github.rrm4j.statistics.table;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.MeanInterval;
import java.util.Map;
import java.util.Optional;

/**
 * A number with its interval.
 *
 * @param low NaN, with {@code high}, where there is no interval
 * @param n how many items it was computed from; 0 where that is not known
 */
public record Estimate(double value, double low, double high, long n) {

  public static Estimate of(double value) {
    return new Estimate(value, Double.NaN, Double.NaN, 0);
  }

  public static Estimate of(double value, Interval interval) {
    return new Estimate(value, interval.lower(), interval.upper(), 0);
  }

  /** A mean over repetitions. */
  public static Estimate of(MeanInterval mean) {
    return mean.interval().map(i -> of(mean.mean(), i)).orElse(of(mean.mean()));
  }

  /** An object with {@code value, low, high, n}; empty where it has no value. */
  public static Optional<Estimate> of(JsonNode object) {
    return of(Numbers.in(object), "value", "low", "high");
  }

  /** A field of a row with {@code name, name_low, name_high}; empty where it is not a number. */
  public static Optional<Estimate> of(JsonNode row, String name) {
    return of(Numbers.in(row), name);
  }

  /** A number of some, with {@code name_low} and {@code name_high}; empty if it is not there. */
  public static Optional<Estimate> of(Map<String, Double> numbers, String name) {
    return of(numbers, name, name + "_low", name + "_high");
  }

  /** A number of some, with the names of its ends; empty if it is not there. */
  public static Optional<Estimate> of(
      Map<String, Double> numbers, String name, String low, String high) {
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

  public boolean bounded() {
    return !Double.isNaN(low);
  }

  /** The lower end, or the number itself where there is no interval. */
  public double drawnLow() {
    return bounded() ? low : value;
  }

  /** The upper end, or the number itself where there is no interval. */
  public double drawnHigh() {
    return bounded() ? high : value;
  }
}
