package io.github.rrm4j.rollout;

import ai.djl.ndarray.NDManager;
import io.github.rrm4j.model.KvCache;
import io.github.rrm4j.model.Prefixes;
import io.github.rrm4j.model.StepDecoder;
import io.github.rrm4j.model.TokenSampler;
import io.github.rrm4j.model.TokenSampler.Draw;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Draws the next tokens of the samples in slots, some for each in one call of the engine: with
 * shapes that grow with the longest sample, or, where that is faster (a GPU), with fixed ones.
 */
final class NextTokens implements AutoCloseable {

  /** Tokens that each row draws in one call; what follows an end is thrown away. */
  private static final int GROWING_STEPS = 4;

  /** A call waits for the device, and what is thrown away costs less there. */
  private static final int FIXED_STEPS = 8;

  /** Positions that a cache grows by at least. */
  private static final int BLOCK = 128;

  private final TokenSampler sampler;
  private final Sampling sampling;
  private final NDManager manager;
  private final Room room;
  private final boolean whole;
  private final Optional<StepDecoder> fixed;

  /**
   * @param manager the parent of what is made
   */
  NextTokens(
      TokenSampler sampler, Sampling sampling, RolloutLimits limits, Room room, NDManager manager) {
    this.sampler = sampler;
    this.sampling = sampling;
    this.manager = manager;
    this.room = room;
    this.whole = sampler.fixedSteps() && limits.cacheBytes() < Long.MAX_VALUE;
    this.fixed =
        sampler.fixedSteps()
            ? Optional.of(
                sampler.inSteps(sampling.shaping(), FIXED_STEPS, limits.cudaGraphs(), manager))
            : Optional.empty();
  }

  /** Most tokens of a call. */
  private int most() {
    return fixed.isPresent() ? FIXED_STEPS : GROWING_STEPS;
  }

  /**
   * Positions of a cache that holds so many and the tokens that come next. A cache with a limit of
   * its memory is made whole at once for fixed shapes, since all of it was counted; else it grows
   * by half, so that what is copied stays below three times what is held in the end.
   *
   * @param held positions of the cache so far
   */
  int room(int positions, int held) {
    if (whole) {
      return StepDecoder.room(room.longest());
    }
    int least = (positions + most() + BLOCK - 1) / BLOCK * BLOCK;
    int wanted = Math.min(room.ofSlot(), least <= held ? held : Math.max(least, held + held / 2));
    return fixed.isPresent() ? StepDecoder.room(wanted) : wanted;
  }

  /** The smallest share of the slots in use with which none is given up: new shapes cost more. */
  double shrinkBelow(double limit) {
    return fixed.isPresent() ? Math.min(limit, 0.5) : limit;
  }

  /**
   * How many tokens are drawn next: never past the last position, and no further than it is known
   * which tokens are forced.
   */
  int steps(Row[] slots) {
    if (fixed.isEmpty() && sampling.budget().isPresent()) {
      return 1;
    }
    int steps = most();
    for (Row row : slots) {
      if (row != null) {
        int left =
            Math.min(room.ofSlot() - room.held(row), room.longest() - 1 - row.lastPosition());
        steps = Math.min(steps, Math.min(left, row.foreseen()));
      }
    }
    return Math.max(1, steps);
  }

  /**
   * Tokens for each slot; those of an empty one mean nothing.
   *
   * @param prefixes the prompts, where the cache does not hold them
   */
  Draw draw(Row[] slots, int steps, KvCache cache, List<Prefixes> prefixes) {
    long[] tokens = new long[slots.length];
    long[] positions = new long[slots.length];
    double[] uniforms = new double[slots.length * steps];
    long[] forced = new long[slots.length * steps];
    Arrays.fill(forced, -1);
    for (int s = 0; s < slots.length; s++) {
      if (slots[s] != null) {
        tokens[s] = slots[s].lastToken();
        positions[s] = slots[s].lastPosition();
        for (int i = 0; i < steps; i++) {
          uniforms[s * steps + i] = slots[s].uniform(i);
          forced[s * steps + i] = slots[s].forced(i).orElse(-1);
        }
      }
    }
    if (fixed.isPresent()) {
      return fixed.get().decode(tokens, positions, uniforms, forced, steps, cache);
    }
    try (NDManager scope = manager.newSubManager()) {
      return sampler.decode(
          scope, tokens, positions, uniforms, steps, sampling.shaping(), cache, prefixes);
    }
  }

  @Override
  public void close() {
    fixed.ifPresent(StepDecoder::close);
  }
}
