package io.github.rrm4j.statistics.agreement;

import org.apache.commons.math3.distribution.HypergeometricDistribution;

/**
 * Whether two groups of items differ in their share of successes.
 *
 * <p>Source: Fisher 1935, "The logic of inductive inference"; two-sided as in R's {@code
 * fisher.test}: the probability of all tables with the same margins that are no more likely than
 * this one.
 *
 * @param successes of the first group
 * @param items of the first group
 * @param otherSuccesses of the second group
 * @param otherItems of the second group
 */
public record FisherExact(int successes, int items, int otherSuccesses, int otherItems) {

  /** Tables whose probabilities differ by rounding alone are equally likely, as in R. */
  private static final double ROUNDING = 1 + 1e-7;

  /**
   * @throws IllegalArgumentException if a group has more successes than items
   */
  public FisherExact {
    if (successes < 0 || successes > items || otherSuccesses < 0 || otherSuccesses > otherItems) {
      throw new IllegalArgumentException(
          successes + " of " + items + " and " + otherSuccesses + " of " + otherItems);
    }
  }

  /** The probability of so large a difference, or a larger one, between equal groups. */
  public double pValue() {
    int all = items + otherItems;
    int right = successes + otherSuccesses;
    if (items == 0 || otherItems == 0) {
      return 1;
    }
    HypergeometricDistribution tables = new HypergeometricDistribution(null, all, right, items);
    double own = tables.probability(successes) * ROUNDING;
    double sum = 0;
    for (int k = tables.getSupportLowerBound(); k <= tables.getSupportUpperBound(); k++) {
      double p = tables.probability(k);
      sum += p <= own ? p : 0;
    }
    return Math.min(1, sum);
  }
}
