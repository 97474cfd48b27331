package io.github.rrm4j.trainer.objective;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;

/**
 * What an objective knows of the completion tokens of a micro-batch, row after row.
 *
 * @param old (picked), nats, of the weights at the start of the step; 0 where a token was forced
 * @param advantage (picked), that of the token's row
 * @param counted (picked), 1 where a token was sampled, 0 where it was forced
 * @param lengths tokens of each row
 */
public record Tokens(NDArray old, NDArray advantage, NDArray counted, int[] lengths) {

  /** Each token's value replaced by the mean over the counted tokens of its row. */
  NDArray rowMeans(NDArray values) {
    NDList means = new NDList();
    int from = 0;
    for (int length : lengths) {
      NDIndex row = new NDIndex(from + ":" + (from + length));
      NDArray own = counted.get(row); // (row)
      NDArray sum = values.get(row).mul(own).sum(); // ()
      means.add(sum.div(own.sum().maximum(1)).reshape(1).broadcast(new Shape(length)));
      from += length;
    }
    // DJL's concatenation of a single array is a copy without a graph.
    return means.size() == 1 ? means.get(0) : NDArrays.concat(means); // (picked)
  }
}
