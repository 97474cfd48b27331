package io.github.rrm4j.evaluation.scaling;

import org.apache.commons.math3.util.CombinatoricsUtils;

/**
 * What a vote of k judgements would have said, exactly, over all {@code C(N, k)} subsets of N
 * stored ones: of r right, w wrong and u unreadable ones, a subset has (i, j, k - i - j) with
 * probability {@code C(r, i) C(w, j) C(u, k - i - j) / C(N, k)} (multivariate hypergeometric).
 *
 * <p>The mean over subsets of a pool of independent judgements is an unbiased estimate of voting@k,
 * of the least variance that the pool allows (a U-statistic).
 *
 * <p>Source: Hoeffding 1948, as Chen et al. 2021 ("Evaluating Large Language Models Trained on
 * Code") for pass@k.
 *
 * @param right probability of more votes for the gold
 * @param tie probability of as many votes for the one as for the other, at least one each
 * @param unreadable probability that no vote can be read
 */
public record SubsetVotes(double right, double tie, double unreadable) {

  /** The largest pool; beyond it the binomials overflow. */
  public static final int MOST = 1000;

  /**
   * @param k from 1 to the number of judgements
   * @throws IllegalArgumentException if k is not, or there are more than {@value #MOST}
   */
  public static SubsetVotes of(int right, int wrong, int unreadable, int k) {
    int n = right + wrong + unreadable;
    if (k < 1 || k > n || n > MOST) {
      throw new IllegalArgumentException("votes of " + k + " of " + n + " judgements");
    }
    double all = choose(n, k);
    double more = 0;
    double tie = 0;
    double none = 0;
    for (int i = 0; i <= Math.min(right, k); i++) {
      for (int j = 0; j <= Math.min(wrong, k - i); j++) {
        int rest = k - i - j;
        if (rest <= unreadable) {
          double p = choose(right, i) / all * choose(wrong, j) * choose(unreadable, rest);
          more += i > j ? p : 0;
          tie += i == j && i > 0 ? p : 0;
          none += i + j == 0 ? p : 0;
        }
      }
    }
    return new SubsetVotes(more, tie, none);
  }

  /** Accuracy where a coin decides a tie; no readable vote is wrong. */
  public double accuracy() {
    return right + tie / 2;
  }

  private static double choose(int n, int k) {
    return CombinatoricsUtils.binomialCoefficientDouble(n, k);
  }
}
