package io.github.rrm4j.evaluation.benchmark;

import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.VoteDecision;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.math3.util.CombinatoricsUtils;

/**
 * What votes of k judgements would have decided, exactly, over all {@code C(n, k)} subsets of n
 * stored ones: of a votes for the first response, b for the second, c for neither and u that cannot
 * be read, a subset has (i, j, t, k - i - j - t) with probability {@code C(a, i) C(b, j) C(c, t)
 * C(u, k - i - j - t) / C(n, k)} (multivariate hypergeometric).
 *
 * <p>The mean over the subsets of a pool of independent judgements is an unbiased estimate of
 * voting@k, of the least variance that the pool allows (a U-statistic). A split subset counts for
 * equal parts, which is what a coin, or the first of votes in random order, is on average. Of one
 * vote it is the mean over the single judgements.
 *
 * <p>Source: Hoeffding 1948, as Chen et al. 2021 ("Evaluating Large Language Models Trained on
 * Code") for pass@k.
 *
 * @param decision the mean decision
 * @param split probability that a subset is split
 */
public record VoteSubsets(VoteDecision decision, double split) {

  /** The largest pool; beyond it the binomials overflow. */
  public static final int MOST = 1000;

  /** Counts of a subset, and its probability. */
  private record Part(int first, int second, int tie, int unreadable, double probability) {

    Part plus(Part other) {
      return new Part(
          first + other.first,
          second + other.second,
          tie + other.tie,
          unreadable + other.unreadable,
          probability * other.probability);
    }
  }

  /**
   * Subsets of k judgements of each order of a comparison, counted together.
   *
   * @param orders the judgements of each order, for the comparison's own one
   * @param k from 1 to the number of judgements of every order, {@value #MOST} at most
   * @throws IllegalArgumentException if k or the number of judgements is not
   */
  public static VoteSubsets of(List<MajorityVote> orders, int k) {
    List<Part> together = List.of(new Part(0, 0, 0, 0, 1));
    for (MajorityVote order : orders) {
      List<Part> sums = new ArrayList<>();
      for (Part part : parts(order, k)) {
        together.forEach(other -> sums.add(part.plus(other)));
      }
      together = sums;
    }
    VoteDecision mean = new VoteDecision(0, 0, 0, 0);
    double split = 0;
    for (Part part : together) {
      MajorityVote votes = new MajorityVote(part.first, part.second, part.tie, part.unreadable, 0);
      mean = mean.plus(part.probability, VoteDecision.of(votes));
      split += votes.result() == MajorityVote.Result.SPLIT ? part.probability : 0;
    }
    return new VoteSubsets(
        new VoteDecision(
            snapped(mean.first()),
            snapped(mean.second()),
            snapped(mean.tie()),
            snapped(mean.unreadable())),
        split);
  }

  /** A sum that is 1 but for rounding says that nothing is left to chance. */
  private static double snapped(double probability) {
    return Math.abs(probability - 1) < 1e-12 ? 1 : probability;
  }

  private static List<Part> parts(MajorityVote votes, int k) {
    int unreadable = votes.malformed() + votes.truncated() + votes.overlong() + votes.failed();
    int n = votes.first() + votes.second() + votes.tie() + unreadable;
    if (k < 1 || k > n || n > MOST) {
      throw new IllegalArgumentException("votes of " + k + " of " + n + " judgements");
    }
    double all = choose(n, k);
    List<Part> parts = new ArrayList<>();
    for (int i = 0; i <= Math.min(votes.first(), k); i++) {
      for (int j = 0; j <= Math.min(votes.second(), k - i); j++) {
        for (int t = 0; t <= Math.min(votes.tie(), k - i - j); t++) {
          int rest = k - i - j - t;
          if (rest <= unreadable) {
            double p =
                choose(votes.first(), i)
                    / all
                    * choose(votes.second(), j)
                    * choose(votes.tie(), t)
                    * choose(unreadable, rest);
            parts.add(new Part(i, j, t, rest, p));
          }
        }
      }
    }
    return parts;
  }

  private static double choose(int n, int k) {
    return CombinatoricsUtils.binomialCoefficientDouble(n, k);
  }
}
