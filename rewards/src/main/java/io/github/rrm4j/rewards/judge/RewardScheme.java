package io.github.rrm4j.rewards.judge;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.rewards.Outcome;
import io.github.rrm4j.rewards.Reward;
import java.util.Map;

/**
 * The reward of each outcome.
 *
 * <p>Source: Guo et al., "Reward Reasoning Model", arXiv 2505.14674: +1 for the gold response, -1
 * for everything else. Differs: the paper has one reward for wrong, malformed and truncated; here
 * they can differ.
 *
 * @param correct the reward of the gold response
 * @param wrong the reward of the other response
 * @param malformed the reward of a completion without a readable verdict
 * @param truncated the reward of a completion that hit the token limit
 */
public record RewardScheme(double correct, double wrong, double malformed, double truncated) {

  /**
   * @throws InvalidInput if a value is NaN or infinite
   */
  public RewardScheme {
    requireFinite("correct", correct);
    requireFinite("wrong", wrong);
    requireFinite("malformed", malformed);
    requireFinite("truncated", truncated);
  }

  /** The reward of a rollout with this outcome and weight; its one part is {@code verdict}. */
  public Reward score(Outcome outcome, double weight) {
    return switch (outcome) {
      case CORRECT -> reward(weight * correct, "The judge chose the gold response.");
      case WRONG -> reward(weight * wrong, "The judge chose the other response.");
      case MALFORMED -> reward(weight * malformed, "The completion holds no readable verdict.");
      case TRUNCATED -> reward(weight * truncated, "The completion hit the token limit.");
    };
  }

  private static Reward reward(double value, String reason) {
    return new Reward(value, Map.of("verdict", value), reason);
  }

  private static void requireFinite(String name, double value) {
    if (!Double.isFinite(value)) {
      throw new InvalidInput(
          "reward scheme: " + name + " is " + value + ", must be a finite number; correct it");
    }
  }
}
