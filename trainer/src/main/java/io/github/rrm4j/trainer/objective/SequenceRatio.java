package io.github.rrm4j.trainer.objective;

import ai.djl.ndarray.NDArray;

/**
 * One clipped ratio for a whole row, the geometric mean of those of its tokens:
 *
 * <pre>
 *   s = exp(mean over the row of (logprob - old))
 *   -min(s A, clip(s, 1 - low, 1 + high) A)     the same for each token of the row
 * </pre>
 *
 * <p>Source: Zheng et al. 2025 (GSPO), arXiv 2507.18071, equations 5 to 7. The mean over a row's
 * tokens of this is the loss of the row, so it goes with {@link Aggregation#SEQUENCE}.
 *
 * @param low epsilon below 1
 * @param high epsilon above 1
 */
public record SequenceRatio(double low, double high) implements PolicyTerm {

  @Override
  public NDArray of(NDArray logprobs, TokenBatch tokens) {
    NDArray ratio = tokens.rowMeans(logprobs.sub(tokens.oldLogprobs())).exp(); // (tokens)
    NDArray clipped = ratio.clip(1 - low, 1 + high);
    return ratio.mul(tokens.advantages()).minimum(clipped.mul(tokens.advantages())).neg();
  }

  @Override
  public boolean cuts(double ratio, double advantage) {
    return advantage > 0 && ratio > 1 + high || advantage < 0 && ratio < 1 - low;
  }
}
