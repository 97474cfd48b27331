package io.github.rrm4j.trainer.objective;

import ai.djl.ndarray.NDArray;

/** How the ratio of a token and its row's advantage become the token's loss. */
public sealed interface PolicyTerm
    permits ClippedRatio, SequenceRatio, ClippedWeight, ScoreFunction {

  /**
   * @param logprobs (picked), nats, with a graph
   * @return (picked), the loss of each token
   */
  NDArray of(NDArray logprobs, Tokens tokens);

  /** Whether a ratio is outside of the range in which the term passes its whole gradient on. */
  boolean cuts(double ratio, double advantage);
}
