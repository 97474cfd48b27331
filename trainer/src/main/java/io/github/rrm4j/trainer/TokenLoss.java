package io.github.rrm4j.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** A loss that is a sum over completion tokens. */
public interface TokenLoss {

  /**
   * The summed loss of some rows, not yet divided by the number of tokens.
   *
   * @param scope owns what is made on the way
   * @param logprobs (picked), nats, with a graph
   * @param rows indices of the rows whose tokens {@code logprobs} holds, in its order
   * @return ()
   */
  NDArray sum(NDManager scope, NDArray logprobs, int[] rows);

  /**
   * Whether a row can move the weights at all. One that cannot is left out of the forward and
   * backward passes; its tokens still count in the divisor.
   */
  default boolean moves(int row) {
    return true;
  }
}
