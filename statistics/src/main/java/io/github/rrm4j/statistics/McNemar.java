package io.github.rrm4j.statistics;

import java.util.OptionalInt;
import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * Whether one of two judges is right more often, on items that both have judged: only items on
 * which exactly one is right say anything.
 *
 * <p>Source: McNemar 1947; exact, two-sided: {@code p = min(1, 2 P(X <= min(b, c)))} with X
 * binomial of b + c trials and probability one half.
 *
 * @param onlyFirst b, items on which only the first is right
 * @param onlySecond c, items on which only the second is right
 */
public record McNemar(int onlyFirst, int onlySecond) {

  /**
   * @throws IllegalArgumentException if a count is negative
   */
  public McNemar {
    if (onlyFirst < 0 || onlySecond < 0) {
      throw new IllegalArgumentException(onlyFirst + " and " + onlySecond + " items");
    }
  }

  /** The probability of so large a difference, or a larger one, between equally good judges. */
  public double pValue() {
    return pValue(Math.min(onlyFirst, onlySecond), onlyFirst + onlySecond);
  }

  /**
   * The smallest difference b - c that would have been significant with as many items on which
   * exactly one is right.
   *
   * @param level for example 0.05
   * @return in items; empty where no split of so few items is significant
   */
  public OptionalInt smallestSignificant(double level) {
    int all = onlyFirst + onlySecond;
    for (int fewer = all / 2; fewer >= 0; fewer--) {
      if (pValue(fewer, all) < level) {
        return OptionalInt.of(all - 2 * fewer);
      }
    }
    return OptionalInt.empty();
  }

  private static double pValue(int fewer, int all) {
    return all == 0
        ? 1
        : Math.min(1, 2 * new BinomialDistribution(null, all, 0.5).cumulativeProbability(fewer));
  }
}
