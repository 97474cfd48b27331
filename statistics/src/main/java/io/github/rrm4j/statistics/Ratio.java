package io.github.rrm4j.statistics;

import io.github.rrm4j.contracts.Key;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * A sum divided by another over units that are independent of each other, while what is summed
 * within a unit is not: the tokens of the judgements of a pair, the right ones among its votes.
 *
 * @param units of each its share of the numerator and of the denominator
 */
public record Ratio(List<Unit> units) {

  /** What one unit adds to both sums. */
  public record Unit(double numerator, double denominator) {}

  /** Trials that are independent of each other, each a unit. */
  public static Ratio ofTrials(Proportion share) {
    List<Unit> units = new ArrayList<>();
    for (long trial = 0; trial < share.trials(); trial++) {
      units.add(new Unit(trial < share.successes() ? 1 : 0, 1));
    }
    return new Ratio(units);
  }

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
   * and Wilson's interval over the units takes its place; where it is another number in every one,
   * the interval reaches as far as {@link Interval#orReach} says.
   *
   * @param share whether the value is a share, in [0, 1]
   * @param key what the draws depend on
   * @throws IllegalArgumentException without units
   */
  public Interval interval(boolean share, double confidence, Key key) {
    if (units.isEmpty()) {
      throw new IllegalArgumentException("interval of no units");
    }
    if (share && (trials() || value() == 0 || value() == 1)) {
      return new Proportion(Math.round(value() * units.size()), units.size()).wilson(confidence);
    }
    Bootstrap bootstrap = new Bootstrap(key);
    Interval drawn =
        Bootstrap.interval(bootstrap.values(List.of(units), Ratio::quotient), confidence);
    return share ? drawn.orReach(units.size(), 0, 1, confidence) : drawn;
  }

  /** Whether every unit is one success or one failure. */
  private boolean trials() {
    return units.stream()
        .allMatch(u -> u.denominator() == 1 && (u.numerator() == 0 || u.numerator() == 1));
  }

  /**
   * How many independent trials would have measured a share as precisely: the trials T divided by
   * the design effect, the variance of the share over that of T independent trials. Where every
   * trial is a success, or none is, it is unknown what the trials of a unit have in common, and the
   * units are counted.
   *
   * <pre>
   *   U / (U - 1) sum over units (numerator - p denominator)^2 / T^2   over   p (1 - p) / (T - 1)
   * </pre>
   *
   * <p>Source: Kish 1965, "Survey Sampling", with units as clusters.
   *
   * @return at most the sum of the denominators, which are the numbers of trials
   */
  public double effectiveTrials() {
    double p = value();
    if (units.size() < 2 || p <= 0 || p >= 1) {
      return units.size();
    }
    double squares = 0;
    for (Unit unit : units) {
      double residual = unit.numerator() - p * unit.denominator();
      squares += residual * residual;
    }
    double trials = denominator();
    double clustered = squares * units.size() / (units.size() - 1) / (trials * trials);
    double independent = p * (1 - p) / (trials - 1);
    return Math.min(trials, trials * independent / clustered);
  }

  /**
   * Wilson's score interval of a share with {@link #effectiveTrials} in the place of the trials.
   *
   * <p>Source: Korn and Graubard 1998, "Confidence intervals for proportions with small expected
   * number of positive counts estimated from survey data", the effective sample size in an interval
   * for independent trials; Wilson 1927.
   *
   * @return within [0, 1]; all of [0, 1] without units
   */
  public Interval wilson(double confidence) {
    if (units.isEmpty()) {
      return new Interval(0, 1, IntervalMethod.EVERYTHING);
    }
    double n = effectiveTrials();
    double p = value();
    double z = new NormalDistribution().inverseCumulativeProbability((1 + confidence) / 2);
    double center = (p + z * z / (2 * n)) / (1 + z * z / n);
    double half = z * Math.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / (1 + z * z / n);
    return new Interval(
        Math.max(0, center - half),
        Math.min(1, center + half),
        trials() ? IntervalMethod.WILSON : IntervalMethod.WILSON_EFFECTIVE);
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
