package io.github.rrm4j.trainer.objective;

import ai.djl.ndarray.NDArray;

/**
 * The plain policy gradient: {@code -A logprob}.
 *
 * <p>Source: Williams 1992 (REINFORCE); with leave-one-out advantages Ahmadian et al. 2024 (RLOO),
 * arXiv 2402.14740. It has no ratio: what a later optimizer step of the same rollouts sees is taken
 * for its own.
 */
public record ScoreFunction() implements PolicyTerm {

  @Override
  public NDArray of(NDArray logprobs, TokenBatch tokens) {
    return tokens.advantages().mul(logprobs).neg();
  }

  @Override
  public boolean cuts(double ratio, double advantage) {
    return false;
  }
}
