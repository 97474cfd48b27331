package io.github.rrm4j.trainer.objective;

import ai.djl.ndarray.NDArray;

/**
 * How the ratio of a token and the advantage of its completion become the token's loss.
 *
 * <p>GRPO's own term stands in {@code GrpoStep}; those of other objectives stand here.
 */
public interface PolicyTerm {

  /**
   * @param logprobs (tokens), nats, with a graph
   * @return (tokens), the loss of each token
   */
  NDArray of(NDArray logprobs, TokenBatch tokens);

  /** Whether a ratio is outside of the range in which the term passes its whole gradient on. */
  boolean cuts(double ratio, double advantage);
}
