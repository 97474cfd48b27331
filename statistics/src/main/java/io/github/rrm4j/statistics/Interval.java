package io.github.rrm4j.statistics;

import io.github.rrm4j.contracts.Text;

/**
 * A closed interval.
 *
 * @param lower the lower end
 * @param upper the upper end, not below {@code lower}
 */
public record Interval(double lower, double upper) {

  /**
   * @throws IllegalArgumentException if the ends are NaN or in the wrong order
   */
  public Interval {
    if (!(lower <= upper)) {
      throw new IllegalArgumentException("no interval from " + lower + " to " + upper);
    }
  }

  /** A share and the interval around it, for a person: {@code 70.9 % [67.6, 73.9]}. */
  public String percent(double share) {
    return Text.format("%.1f %% [%.1f, %.1f]", 100 * share, 100 * lower, 100 * upper);
  }
}
