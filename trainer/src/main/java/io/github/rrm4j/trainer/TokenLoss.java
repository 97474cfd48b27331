package io.github.rrm4j.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Optional;

/**
 * A loss that is a sum over completion tokens: any function of their log-probs, and perhaps a
 * weighted sum of the entropies of the distributions that they were drawn from.
 */
public interface TokenLoss {

  /**
   * The summed loss of some rows without its entropies, not yet divided by the number of tokens.
   *
   * @param scope owns what is made on the way
   * @param logprobs (picked), nats, with a graph
   * @param rows indices of the rows whose tokens {@code logprobs} holds, in its order
   * @return ()
   */
  NDArray sum(NDManager scope, NDArray logprobs, int[] rows);

  /**
   * What the entropy of each token is multiplied with in the loss.
   *
   * @return (picked), owned by the scope; empty where the loss has no entropies
   */
  default Optional<NDArray> entropyWeights(NDManager scope, int[] rows) {
    return Optional.empty();
  }

  /**
   * Whether a row can move the weights at all. One that cannot is left out of the forward and
   * backward passes; its tokens still count in the divisor.
   */
  default boolean moves(int row) {
    return true;
  }
}
