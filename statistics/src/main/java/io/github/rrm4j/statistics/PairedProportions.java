package io.github.rrm4j.statistics;

import java.util.Arrays;
import org.apache.commons.math3.distribution.NormalDistribution;

/**
 * Two shares of the same items, each of which is right or wrong in both.
 *
 * @param onlyFirst items that are right in the first alone
 * @param onlySecond items that are right in the second alone
 * @param items all of them, at least one
 */
public record PairedProportions(long onlyFirst, long onlySecond, long items) {

  /**
   * @throws IllegalArgumentException if the counts are no parts of the items
   */
  public PairedProportions {
    if (onlyFirst < 0 || onlySecond < 0 || items < 1 || onlyFirst + onlySecond > items) {
      throw new IllegalArgumentException(onlyFirst + " and " + onlySecond + " of " + items);
    }
  }

  /** Counts two lists of zeros and ones, in the same order. */
  public static PairedProportions of(double[] first, double[] second) {
    long onlyFirst = 0;
    long onlySecond = 0;
    for (int i = 0; i < first.length; i++) {
      onlyFirst += first[i] > second[i] ? 1 : 0;
      onlySecond += second[i] > first[i] ? 1 : 0;
    }
    return new PairedProportions(onlyFirst, onlySecond, first.length);
  }

  /**
   * The interval of the second share minus the first, which has a width also where no item differs.
   *
   * <pre>
   *   a = (onlyFirst + 1) / (n + 2), b = (onlySecond + 1) / (n + 2)
   *   b - a -+ z sqrt((a + b - (b - a)^2) / (n + 2))
   * </pre>
   *
   * <p>Source: Bonett and Price 2012, "Adjusted Wald confidence interval for a difference of
   * binomial proportions based on paired data".
   *
   * @param confidence for example 0.95, in (0, 1)
   * @return within [-1, 1]
   */
  public Interval interval(double confidence) {
    double n = items + 2.0;
    double a = (onlyFirst + 1) / n;
    double b = (onlySecond + 1) / n;
    double z = new NormalDistribution().inverseCumulativeProbability((1 + confidence) / 2);
    double half = z * Math.sqrt((a + b - (b - a) * (b - a)) / n);
    return new Interval(b - a - half, b - a + half, IntervalMethod.BONETT_PRICE).within(-1, 1);
  }

  /**
   * The interval of a mean difference of shares where a bootstrap has drawn one without a width:
   * {@link #interval} where every share is 0 or 1, else {@link Interval#orReach}.
   *
   * @param drawn of the bootstrap; it is kept where it has a width
   */
  public static Interval orPaired(
      Interval drawn, double[] first, double[] second, double confidence) {
    if (drawn.hasWidth()) {
      return drawn;
    }
    return binary(first) && binary(second)
        ? of(first, second).interval(confidence)
        : drawn.orReach(first.length, -1, 1, confidence);
  }

  private static boolean binary(double[] shares) {
    return Arrays.stream(shares).allMatch(share -> share == 0 || share == 1);
  }
}
