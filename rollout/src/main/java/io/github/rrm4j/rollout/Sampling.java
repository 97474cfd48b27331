package io.github.rrm4j.rollout;

import io.github.rrm4j.contracts.InvalidInput;

/**
 * How completions are drawn.
 *
 * @param temperature divides the logits; 0 takes the most likely token each time
 * @param maxNewTokens the longest completion, end-of-sequence token included
 */
public record Sampling(double temperature, int maxNewTokens) {

  /**
   * @throws InvalidInput if the temperature is negative or no token may be drawn
   */
  public Sampling {
    if (!(temperature >= 0 && Double.isFinite(temperature))) {
      throw new InvalidInput("sampling: the temperature is " + temperature + ", must be 0 or more");
    }
    if (maxNewTokens < 1) {
      throw new InvalidInput(
          "sampling: the limit of new tokens is " + maxNewTokens + ", must be at least 1");
    }
  }

  /** The same limit, always the most likely token. */
  public Sampling greedy() {
    return new Sampling(0, maxNewTokens);
  }
}
