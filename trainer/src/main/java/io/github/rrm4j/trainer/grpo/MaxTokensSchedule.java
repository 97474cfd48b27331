package io.github.rrm4j.trainer.grpo;

import io.github.rrm4j.rollout.Sampling;

/**
 * The token limit of rollouts over the steps: from one value to another in a straight line, then
 * constant. Evaluations keep the limit of the config.
 *
 * @param start tokens at step 0
 * @param end tokens from step {@code steps} on
 * @param steps of the way; 0 for the end at once
 */
public record MaxTokensSchedule(int start, int end, long steps) {

  public static MaxTokensSchedule constant(int limit) {
    return new MaxTokensSchedule(limit, limit, 0);
  }

  /** The limit of a step, rounded. */
  public int at(long step) {
    double progress = steps == 0 ? 1 : Math.min(1, (double) step / steps);
    return (int) Math.round(start + progress * (end - start));
  }

  Sampling at(long step, Sampling sampling) {
    return sampling.upTo(at(step));
  }
}
