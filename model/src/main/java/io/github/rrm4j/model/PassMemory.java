package io.github.rrm4j.model;

/**
 * What a pass over sequences keeps in memory.
 *
 * @param logitBytes of the distributions over the vocabulary that are in memory at once; where all
 *     of a micro-batch's fit, they are kept for the backward pass, else they are computed again
 * @param checkpointEvery 0 keeps what the backward pass needs of each layer; n keeps the input of
 *     every n-th layer and runs n layers again in the backward pass (Chen et al. 2016, "Training
 *     deep nets with sublinear memory cost")
 */
public record PassMemory(long logitBytes, int checkpointEvery) {

  /** For passes of a moderate size. */
  public static final PassMemory DEFAULT = new PassMemory(256L << 20, 0);

  /** Positions whose distributions are in memory at once, at least one. */
  long positions(int vocab) {
    return Math.max(1, logitBytes / (Float.BYTES * (long) vocab));
  }
}
