package io.github.rrm4j.experiments.paper;

import io.github.rrm4j.config.Bounds;

/**
 * What is assumed of sampling before anything is measured.
 *
 * @param tokensPerSecond that all sequences together generate
 * @param judgementTokens of a judgement that thinks
 * @param verdictTokens of a verdict without thinking, or after a forced end of it
 * @param replyTokens of a policy
 */
public record Estimate(
    @Bounds(min = 1) int tokensPerSecond,
    @Bounds(min = 1) int judgementTokens,
    @Bounds(min = 1) int verdictTokens,
    @Bounds(min = 1) int replyTokens) {

  /** How long so many tokens take. */
  double hours(double tokens) {
    return tokens / tokensPerSecond / 3600;
  }
}
