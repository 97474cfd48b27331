package io.github.rrm4j.rollout;

/**
 * How completions are drawn.
 *
 * @param temperature divides the logits; 0 takes the most likely token each time
 * @param maxNewTokens the longest completion, end-of-sequence token included
 */
public record Sampling(double temperature, int maxNewTokens) {

  /** The same limit, always the most likely token. */
  public Sampling greedy() {
    return new Sampling(0, maxNewTokens);
  }
}
