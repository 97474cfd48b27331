package io.github.rrm4j.trainer.optimizer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A loss that is a sum over completion tokens: any function of their log-probs, plus, if wanted, a
 * weighted sum of the entropies of the distributions that the tokens were drawn from.
 *
 * <p>Rows are named by their index in the step.
 */
public interface TokenLoss {

  /**
   * The summed loss of some rows without its entropies, not yet divided by the number of tokens.
   *
   * @param scope owns what is made on the way
   * @param logprobs (tokens), nats, with a graph: the completion tokens of the rows, one row after
   *     the other
   * @param rows indices of the rows, in the order of their tokens
   * @return ()
   */
  NDArray sum(NDManager scope, NDArray logprobs, int[] rows);

  /**
   * The factor of each token's entropy in the loss.
   *
   * @return (tokens), owned by the scope; empty if the loss has no entropies
   */
  default Optional<NDArray> entropyWeights(NDManager scope, int[] rows) {
    return Optional.empty();
  }

  /**
   * Whether the gradient of a row can differ from 0. A row whose gradient cannot is left out of the
   * forward and backward passes; its tokens still count in the divisor.
   */
  default boolean hasGradient(int row) {
    return true;
  }

  /** The same in numbers; empty where it cannot be computed elsewhere. */
  default Optional<LossTerms> terms() {
    return Optional.empty();
  }

  /**
   * The rows of a step that are computed: those with a gradient, or else the first.
   *
   * @param rows how many the step has
   */
  default int[] computed(int rows) {
    int[] moving = IntStream.range(0, rows).filter(this::hasGradient).toArray();
    return moving.length > 0 ? moving : new int[] {0};
  }
}
