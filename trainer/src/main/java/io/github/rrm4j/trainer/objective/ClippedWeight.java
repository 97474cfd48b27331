package io.github.rrm4j.trainer.objective;

import ai.djl.ndarray.NDArray;

/**
 * The log-prob of every token, weighted by its clipped ratio, through which no gradient goes:
 *
 * <pre>
 *   -stop(clip(ratio, 1 - low, 1 + high)) A logprob
 * </pre>
 *
 * <p>Source: MiniMax 2025 (CISPO), arXiv 2506.13585, equation 4. No token loses its gradient; a
 * large ratio only stops growing.
 *
 * @param low epsilon below 1; 1 for no lower bound
 * @param high epsilon above 1
 */
public record ClippedWeight(double low, double high) implements PolicyTerm {

  @Override
  public NDArray of(NDArray logprobs, TokenBatch tokens) {
    NDArray weight =
        logprobs.stopGradient().sub(tokens.oldLogprobs()).exp().clip(1 - low, 1 + high); // (tokens)
    return weight.mul(tokens.advantages()).mul(logprobs).neg();
  }

  @Override
  public boolean cuts(double ratio, double advantage) {
    return advantage != 0 && (ratio < 1 - low || ratio > 1 + high);
  }
}
