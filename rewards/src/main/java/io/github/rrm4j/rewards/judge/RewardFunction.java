package io.github.rrm4j.rewards.judge;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.rewards.JudgedCompletion;
import io.github.rrm4j.rewards.Reward;
import io.github.rrm4j.rewards.judge.RewardPart.Brier;
import io.github.rrm4j.rewards.judge.RewardPart.Confidence;
import io.github.rrm4j.rewards.judge.RewardPart.Consistency;
import io.github.rrm4j.rewards.judge.RewardPart.Length;
import io.github.rrm4j.rewards.length.LengthRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * The reward of every completion of a step: the weighted sum of its parts.
 *
 * <pre>
 *   verdict      the reward of the outcome ({@link RewardScheme})
 *   consistency  1 where sample g is right in both orders of its pair, else 0
 *   soft         2 p - 1, p the probability that was given to the gold response; -1 without a verdict
 *   brier        -(q - c)^2, q the confidence that is stated, c whether it is right; -1 without
 *   length       what the {@link LengthRule} says
 * </pre>
 *
 * <p>A part of weight 0 does not exist. The paper has the first alone.
 *
 * @param formatGate whether a completion without a readable verdict gets the reward of its outcome
 *     and no other part
 */
public record RewardFunction(
    RewardScheme scheme, Weights weights, boolean formatGate, LengthRule length) {

  /** What each part is multiplied with. */
  public record Weights(
      double verdict, double consistency, double soft, double brier, double length) {

    /** The verdict alone, and a length rule in full where there is one. */
    public static final Weights VERDICT = new Weights(1, 0, 0, 0, 1);

    /**
     * @throws InvalidInput if a weight is negative or not finite
     */
    public Weights {
      for (double weight : new double[] {verdict, consistency, soft, brier, length}) {
        if (!(weight >= 0 && Double.isFinite(weight))) {
          throw new InvalidInput(
              "reward weights: " + weight + " is one of them, must be 0 or more; correct it");
        }
      }
    }
  }

  /** The paper's reward, which depends on the outcome alone. */
  public static RewardFunction of(RewardScheme scheme) {
    return new RewardFunction(scheme, Weights.VERDICT, false, LengthRule.NONE);
  }

  /**
   * The rewards of groups of one size.
   *
   * @param groups the completions of each prompt
   * @param bothOrders whether groups 2i and 2i + 1 are the two orders of one pair
   * @param limit the most tokens that a completion could have
   * @throws IllegalArgumentException if the consistency has a weight and the orders are not there
   */
  public List<List<Reward>> score(
      List<List<JudgedCompletion>> groups, boolean bothOrders, int limit) {
    if (weights.consistency() > 0 && !bothOrders) {
      throw new IllegalArgumentException("consistency needs both orders of each pair");
    }
    return IntStream.range(0, groups.size())
        .mapToObj(p -> score(groups.get(p), groups.get(bothOrders ? p ^ 1 : p), limit))
        .toList();
  }

  private List<Reward> score(
      List<JudgedCompletion> group, List<JudgedCompletion> otherOrder, int limit) {
    List<Reward> rewards = new ArrayList<>();
    for (JudgedCompletion completion : group) {
      rewards.add(scheme.score(completion.outcome(), weights.verdict()));
    }
    parts()
        .forEach(
            (part, weight) -> {
              List<LengthRule.Part> values = part.of(group, otherOrder, limit);
              for (int g = 0; g < group.size(); g++) {
                if (!formatGate || group.get(g).readable()) {
                  LengthRule.Part value = values.get(g);
                  double share = weight * value.value();
                  rewards.set(g, rewards.get(g).plus(part.name(), share, value.reason()));
                }
              }
            });
    return rewards;
  }

  /** The parts that have a weight, in the order in which they are added. */
  private Map<RewardPart, Double> parts() {
    Map<RewardPart, Double> parts = new LinkedHashMap<>();
    parts.put(new Consistency(), weights.consistency());
    parts.put(new Confidence(), weights.soft());
    parts.put(new Brier(), weights.brier());
    parts.put(new Length(length), length == LengthRule.NONE ? 0 : weights.length());
    parts.values().removeIf(weight -> weight == 0);
    return parts;
  }
}
