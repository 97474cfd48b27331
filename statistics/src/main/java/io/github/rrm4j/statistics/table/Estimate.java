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
 * @param method how the interval was made, in a word; empty where there is none, or that is not
 *     known
 * @param n how many items it was computed from; 0 where that is not known
 */
public record Estimate(double value, double low, double high, String method, long n) {

  /** An estimate of which it is not known how its interval was made. */
  public Estimate(double value, double low, double high, long n) {
    this(value, low, high, "", n);
  }

  public static Estimate of(double value) {
    return new Estimate(value, Double.NaN, Double.NaN, 0);
  }

  public static Estimate of(double value, Interval interval) {
    return new Estimate(value, interval.lower(), interval.upper(), interval.method().word(), 0);
  }

  /** A mean over repetitions. */
  public static Estimate of(MeanInterval mean) {
    return mean.interval().map(i -> of(mean.mean(), i)).orElse(of(mean.mean()));
  }

  /** An object with {@code value, low, high, n}; empty where it has no value. */
  public static Optional<Estimate> of(JsonNode object) {
    return of(object, "value", "low", "high", "method");
  }

  /** A field of a row with {@code name, name_low, name_high}; empty where it is not a number. */
  public static Optional<Estimate> of(JsonNode row, String name) {
    return of(row, name, name + "_low", name + "_high", name + "_method");
  }

  /** A field of an object with the names of its interval's; empty where it is not a number. */
  public static Optional<Estimate> of(
      JsonNode object, String name, String low, String high, String method) {
    return of(Numbers.in(object), name, low, high).map(e -> e.by(object.path(method)));
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

  private Estimate by(JsonNode word) {
    String method = bounded() && word.isTextual() ? word.asText() : "";
    return new Estimate(value, low, high, method, n);
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
