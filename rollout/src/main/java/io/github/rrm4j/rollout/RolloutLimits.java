package io.github.rrm4j.rollout;

/**
 * What a rollout may take.
 *
 * @param rows most sequences generated together
 * @param cacheBytes most memory of their keys and values, at their full length; of a prompt that
 *     samples share, once for all
 * @param shrinkBelow slots are given up, once no sample waits, when this share of them or less is
 *     in use
 * @param cudaGraphs whether a step of decoding is recorded as a CUDA graph where the device has
 *     them
 */
public record RolloutLimits(int rows, long cacheBytes, double shrinkBelow, boolean cudaGraphs) {

  private static final double SHRINK_BELOW = 0.8;

  /** With CUDA graphs where there are some. */
  public RolloutLimits(int rows, long cacheBytes, double shrinkBelow) {
    this(rows, cacheBytes, shrinkBelow, true);
  }

  /** With slots that are given up when a fifth of them is idle. */
  public RolloutLimits(int rows, long cacheBytes) {
    this(rows, cacheBytes, SHRINK_BELOW);
  }

  /** The same with steps of decoding recorded as CUDA graphs, or not. */
  public RolloutLimits withCudaGraphs(boolean recorded) {
    return new RolloutLimits(rows, cacheBytes, shrinkBelow, recorded);
  }

  /** Only the number of sequences is limited. */
  public RolloutLimits(int rows) {
    this(rows, Long.MAX_VALUE);
  }
}
