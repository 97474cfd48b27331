package io.github.rrm4j.statistics;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Text;

/**
 * A closed interval, with how it was made.
 *
 * @param lower the lower end
 * @param upper the upper end, not below {@code lower}
 * @param method how it was made
 */
public record Interval(double lower, double upper, IntervalMethod method) {

  private static final double ROUNDING = 1e-12;

  /**
   * @throws IllegalArgumentException if the ends are NaN or in the wrong order
   */
  public Interval {
    if (!(lower <= upper)) {
      throw new IllegalArgumentException("no interval from " + lower + " to " + upper);
    }
  }

  /** Whether the ends differ by more than sums in another order do. */
  public boolean hasWidth() {
    return upper - lower > ROUNDING * Math.max(1, Math.max(-lower, upper));
  }

  /** The same ends, made in another way. */
  public Interval by(IntervalMethod other) {
    return new Interval(lower, upper, other);
  }

  /** The part of it that a number can be in. */
  public Interval within(double least, double most) {
    return new Interval(Math.max(least, lower), Math.min(most, upper), method);
  }

  /**
   * This interval where it has a width. Items that all say the same do not prove that others do:
   * with w Wilson's upper end of no success in so many trials, a share w of the items may say
   * something else, and at worst what is farthest away. Around a share of 0 or 1 it is Wilson's
   * interval.
   *
   * <pre>
   *   [v - w (v - least), v + w (most - v)]
   * </pre>
   *
   * @param units of the bootstrap, at least one
   * @param least the smallest possible value
   * @param most the largest
   */
  public Interval orReach(long units, double least, double most, double confidence) {
    if (hasWidth()) {
      return this;
    }
    double w = new Proportion(0, units).wilson(confidence).upper();
    return new Interval(
        lower - w * Math.max(0, lower - least),
        upper + w * Math.max(0, most - upper),
        IntervalMethod.REACH);
  }

  /** Puts it beside a number as {@code name_low, name_high, name_method}. */
  public ObjectNode into(ObjectNode object, String name) {
    return object
        .put(name + "_low", lower)
        .put(name + "_high", upper)
        .put(name + "_method", method.word());
  }

  /** Puts it into the object of a number as {@code low, high, method}. */
  public ObjectNode into(ObjectNode object) {
    return object.put("low", lower).put("high", upper).put("method", method.word());
  }

  /** A share and the interval around it, for a person: {@code 70.9 % [67.6, 73.9]}. */
  public String percent(double share) {
    return Text.format("%.1f %% [%.1f, %.1f]", 100 * share, 100 * lower, 100 * upper);
  }
}
