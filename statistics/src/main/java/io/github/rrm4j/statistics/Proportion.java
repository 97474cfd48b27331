package io.github.rrm4j.statistics;

import org.apache.commons.math3.stat.interval.ConfidenceInterval;
import org.apache.commons.math3.stat.interval.WilsonScoreInterval;

/**
 * Successes among trials: an accuracy, a consistency, a rate of malformed verdicts.
 *
 * @param successes from 0 to {@code trials}
 * @param trials 0 or more
 */
public record Proportion(long successes, long trials) {

  /**
   * @throws IllegalArgumentException unless 0 &le; successes &le; trials
   */
  public Proportion {
    if (successes < 0 || successes > trials) {
      throw new IllegalArgumentException(successes + " successes in " + trials + " trials");
    }
  }

  /** {@code successes / trials}; NaN if there were no trials. */
  public double rate() {
    return (double) successes / trials;
  }

  /**
   * The score interval of the true rate.
   *
   * <p>Source: Wilson 1927, "Probable inference, the law of succession, and statistical inference",
   * without continuity correction.
   *
   * @param confidence for example 0.95, in (0, 1)
   * @return within [0, 1]; all of [0, 1] if there were no trials
   * @throws ArithmeticException if there were more than 2^31 - 1 trials
   */
  public Interval wilson(double confidence) {
    if (trials == 0) {
      return new Interval(0, 1, IntervalMethod.EVERYTHING);
    }
    ConfidenceInterval interval =
        new WilsonScoreInterval()
            .createInterval(Math.toIntExact(trials), Math.toIntExact(successes), confidence);
    return new Interval(
        Math.max(0, interval.getLowerBound()),
        Math.min(1, interval.getUpperBound()),
        IntervalMethod.WILSON);
  }

  /**
   * The interval of this rate minus that of other, independent trials. It has a width also where
   * both rates are 0 or 1.
   *
   * <p>Source: Newcombe 1998, "Interval estimation for the difference between independent
   * proportions", method 10: the distances to Wilson's ends, squared and added.
   */
  public Interval minus(Proportion other, double confidence) {
    Interval own = wilson(confidence);
    Interval others = other.wilson(confidence);
    double difference = rate() - other.rate();
    return new Interval(
        difference - Math.hypot(rate() - own.lower(), others.upper() - other.rate()),
        difference + Math.hypot(own.upper() - rate(), other.rate() - others.lower()),
        IntervalMethod.NEWCOMBE);
  }
}
