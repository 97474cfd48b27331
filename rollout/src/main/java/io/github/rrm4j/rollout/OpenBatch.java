package io.github.rrm4j.rollout;

import io.github.rrm4j.rollout.Completions.Completion;
import java.util.List;

/**
 * Completions that are being drawn while more are asked for: continuous batching across callers. It
 * belongs to one thread.
 *
 * <pre>
 *   try (OpenBatch batch = engine.open(sampling, listener)) {
 *     batch.add(0, request, 8, sampling);
 *     while (batch.open() &gt; 0) {
 *       batch.work().forEach(...);              // what has ended
 *       if (batch.free() &gt; 0) batch.add(...);   // begins beside what is being drawn
 *     }
 *   }
 * </pre>
 *
 * <p>What a sample draws depends on its key alone, so it is the same whatever else is in the batch,
 * but for rounding in the last bits.
 */
public interface OpenBatch extends AutoCloseable {

  /** A request that cannot be drawn. */
  final class RequestFailed extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int number;

    public RequestFailed(int number, RuntimeException why) {
      super(why.getMessage(), why);
      this.number = number;
    }

    /** The request. */
    public int number() {
      return number;
    }

    /** What went wrong. */
    public RuntimeException why() {
      return (RuntimeException) getCause();
    }
  }

  /** Whether requests that are drawn in this way can be in it. */
  boolean takes(Sampling sampling);

  /** Samples that can begin at once. */
  int free();

  /** Samples that were added and have not ended. */
  int open();

  /**
   * Adds a prompt. Samples for which no slot is free wait.
   *
   * @param number of the request, in its completions and for the listener; not that of another one
   *     that is open
   * @param samples completions of the prompt
   * @param sampling one that the batch takes
   */
  void add(int number, Request request, int samples, Sampling sampling);

  /** Gives up what has not ended of a request; nothing more comes of it. */
  void cancel(int number);

  /**
   * Draws some tokens for each sample that has a slot.
   *
   * @return what has ended since the last call, perhaps nothing
   * @throws RequestFailed if one request cannot be drawn; the others go on
   * @throws RuntimeException if the batch is of no use any more
   */
  List<Completion> work();

  /** Gives back what is held; what has not ended is given up. */
  @Override
  void close();
}
