package io.github.rrm4j.rewards.judge;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.rewards.Reward;
import io.github.rrm4j.rewards.StatedRanking;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.rewards.tournament.RankCorrelation;
import java.util.Map;
import java.util.Optional;

/**
 * The reward of a ranking of n responses: Kendall's tau-b with their gold scores; what a {@link
 * RewardScheme} says of a completion without a ranking.
 *
 * <pre>
 *   tau-b = (C - D) / sqrt(T (T - U))    T = n (n - 1) / 2 pairs, U of them with equal gold,
 *                                        C ranked as the gold has them, D the other way
 * </pre>
 *
 * <p>Of two responses it is 1 or -1, the reward of a verdict on a pair. Where one of n is right and
 * the others are equally wrong, the best ranking has sqrt(2 / n), the worst -sqrt(2 / n): a ranking
 * that can be read is never worth less than -1.
 *
 * <p>Source: Kendall 1938, "A new measure of rank correlation"; Kendall 1945, "The treatment of
 * ties in ranking problems".
 *
 * @param scheme the rewards of malformed and truncated completions
 * @param weight of the ranking and of these
 */
public record RankingReward(RewardScheme scheme, double weight) {

  /**
   * Of a ranking.
   *
   * @param gold scores of the responses, the higher, the better; not all equal
   * @throws java.util.NoSuchElementException if all are equal: there is nothing to agree with
   */
  public Reward of(StatedRanking ranking, double[] gold) {
    double tau = RankCorrelation.KENDALL.of(ranking.scores(), gold).orElseThrow();
    return new Reward(
        weight * tau,
        Map.of("verdict", weight * tau),
        Text.format("Kendall's tau-b with the gold scores is %.3f.", tau));
  }

  /**
   * Of a completion.
   *
   * @param none why there is no ranking
   */
  public Reward of(Optional<StatedRanking> ranking, Optional<Verdict> none, double[] gold) {
    if (ranking.isPresent()) {
      return of(ranking.get(), gold);
    }
    boolean truncated = none.equals(Optional.of(Verdict.TRUNCATED));
    double value = weight * (truncated ? scheme.truncated() : scheme.malformed());
    return new Reward(
        value,
        Map.of("verdict", value),
        truncated
            ? "The completion hit the token limit."
            : "The completion holds no readable ranking.");
  }
}
