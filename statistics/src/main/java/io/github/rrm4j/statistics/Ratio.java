package io.github.rrm4j.statistics;

import io.github.rrm4j.contracts.Key;
import java.util.List;

/**
 * A sum divided by another over units that are independent of each other, while what is summed
 * within a unit is not: the tokens of the judgements of a pair, the right ones among its votes.
 *
 * @param units of each its share of the numerator and of the denominator
 */
public record Ratio(List<Unit> units) {

  private static final int RESAMPLES = 1000;

  /** What one unit adds to both sums. */
  public record Unit(double numerator, double denominator) {}

  /** The units that have a denominator. */
  public Ratio {
    units = units.stream().filter(unit -> unit.denominator() > 0).toList();
  }

  /** The quotient of the sums; NaN without units. */
  public double value() {
    return quotient(units);
  }

  /** The sum of the denominators. */
  public double denominator() {
    return units.stream().mapToDouble(Unit::denominator).sum();
  }

  /**
   * The interval of {@link #value}: Wilson's where every unit is a success or a failure; else that
   * of a bootstrap over units. Where a share is 0 or 1 in every unit, a bootstrap sees no spread,
   * and Wilson's interval over the units takes its place.
   *
   * @param share whether the value is a share, in [0, 1]
   * @param key what the draws depend on
   * @throws IllegalArgumentException without units
   */
  public Interval interval(boolean share, double confidence, Key key) {
    if (units.isEmpty()) {
      throw new IllegalArgumentException("interval of no units");
    }
    boolean single =
        units.stream()
            .allMatch(u -> u.denominator() == 1 && (u.numerator() == 0 || u.numerator() == 1));
    if (share && (single || value() == 0 || value() == 1)) {
      return new Proportion(Math.round(value() * units.size()), units.size()).wilson(confidence);
    }
    Bootstrap bootstrap = new Bootstrap(key, RESAMPLES);
    return Bootstrap.interval(bootstrap.values(List.of(units), Ratio::quotient), confidence);
  }

  private static double quotient(List<Unit> units) {
    double numerator = 0;
    double denominator = 0;
    for (Unit unit : units) {
      numerator += unit.numerator();
      denominator += unit.denominator();
    }
    return numerator / denominator;
  }
}
