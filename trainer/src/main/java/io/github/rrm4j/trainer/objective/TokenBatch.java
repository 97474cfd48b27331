package io.github.rrm4j.trainer.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.Optional;

/**
 * What a loss knows of the completion tokens of a micro-batch, one row after the other, beside
 * their log-probs under the policy.
 *
 * @param oldLogprobs (tokens), nats, of the weights at the start of the step; 0 where forced
 * @param advantages (tokens), that of the token's row
 * @param completionMask (tokens), 1 where a token was sampled, 0 where it was forced
 * @param weight (tokens), of the token in the sum
 * @param importance (tokens), the weight of a token of another policy; 0 where forced
 * @param refLogprobs (tokens), nats, of the reference; empty if the loss has no KL penalty
 * @param lengths tokens of each row
 */
public record TokenBatch(
    NDArray oldLogprobs,
    NDArray advantages,
    NDArray completionMask,
    NDArray weight,
    NDArray importance,
    Optional<NDArray> refLogprobs,
    int[] lengths) {

  /** Each token's value replaced by the mean over the sampled tokens of its row. */
  NDArray rowMeans(NDArray values) {
    NDList means = new NDList();
    int from = 0;
    for (int length : lengths) {
      NDIndex row = new NDIndex(from + ":" + (from + length));
      NDArray own = completionMask.get(row); // (row)
      NDArray sum = values.get(row).mul(own).sum(); // ()
      means.add(sum.div(own.sum().maximum(1)).reshape(1).broadcast(new Shape(length)));
      from += length;
    }
    // DJL's concatenation of a single array is a copy without a graph.
    return means.size() == 1 ? means.get(0) : NDArrays.concat(means); // (tokens)
  }
}
