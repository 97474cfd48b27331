package io.github.rrm4j.rollout;

import io.github.rrm4j.contracts.InvalidInput;
import java.util.Optional;

/**
 * How completions are drawn.
 *
 * @param temperature divides the logits; 0 takes the most likely token each time
 * @param maxNewTokens the longest completion, end-of-sequence token included
 * @param budget when thinking is ended by force; empty where it never is
 */
public record Sampling(double temperature, int maxNewTokens, Optional<ThinkingBudget> budget) {

  /**
   * @throws InvalidInput if the temperature is negative, no token may be drawn, or the budget
   *     leaves no token for the verdict
   */
  public Sampling {
    if (!(temperature >= 0 && Double.isFinite(temperature))) {
      throw new InvalidInput("sampling: the temperature is " + temperature + ", must be 0 or more");
    }
    if (maxNewTokens < 1) {
      throw new InvalidInput(
          "sampling: the limit of new tokens is " + maxNewTokens + ", must be at least 1");
    }
    budget.ifPresent(
        thinking -> {
          if (thinking.verdictFrom() >= maxNewTokens) {
            throw new InvalidInput(
                "thinking budget: %d tokens and the forced end of thinking leave nothing for the verdict, the limit of new tokens is %d; lower the budget or raise the limit"
                    .formatted(thinking.tokens(), maxNewTokens));
          }
        });
  }

  /** Drawing without a thinking budget. */
  public Sampling(double temperature, int maxNewTokens) {
    this(temperature, maxNewTokens, Optional.empty());
  }

  /** The same limits, always the most likely token. */
  public Sampling greedy() {
    return new Sampling(0, maxNewTokens, budget);
  }

  /** The same with a thinking budget. */
  public Sampling within(ThinkingBudget thinking) {
    return new Sampling(temperature, maxNewTokens, Optional.of(thinking));
  }
}
