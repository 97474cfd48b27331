package io.github.rrm4j.statistics;

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
}
