package io.github.rrm4j.rollout;

import io.github.rrm4j.model.Prefixes;
import java.util.OptionalInt;

/**
 * What samples that are drawn together have room for.
 *
 * @param slots most samples at a time
 * @param longest positions that a prompt and its completion have at most
 * @param completion tokens that a completion has at most
 * @param prompts most prompts that are held at a time where samples share them ({@link Prefixes});
 *     empty where each sample has a copy of its prompt
 */
record Room(int slots, int longest, int completion, OptionalInt prompts) {

  /** Prompts that may be held for each one that samples fill slots for, since some end late. */
  private static final int STRAGGLING = 2;

  /** Each sample has a copy of its prompt. */
  static Room ofCopies(int slots, int longest) {
    return new Room(slots, longest, longest, OptionalInt.empty());
  }

  /** Samples share their prompts, of which as many are held as there are. */
  static Room ofShared(int slots, int longest, int completion) {
    return new Room(slots, longest, completion, OptionalInt.of(Integer.MAX_VALUE));
  }

  /**
   * The same with as many slots, and then prompts, as keys and values fit into memory at their full
   * length; one slot where not even that one fits.
   *
   * @param samples of each prompt
   * @param bytes most memory of all
   * @param perToken bytes of a position
   */
  Room within(long bytes, int samples, long perToken) {
    long fitting = bytes / perToken; // positions
    int prompt = longest - completion;
    int most = slots;
    while (most > 1 && most * (long) completion + prompts(most, samples) * prompt > fitting) {
      most--;
    }
    long left = (fitting - most * (long) completion) / Math.max(1, prompt);
    int held = (int) Math.max(1, Math.min(left, Integer.MAX_VALUE));
    return new Room(most, longest, completion, OptionalInt.of(held));
  }

  private static long prompts(int slots, int samples) {
    int groups = (slots + samples - 1) / samples; // rounded up
    return Math.min(slots, (long) STRAGGLING * groups);
  }

  /** The part of one of several workers. */
  Room of(int workers, int its, int itsLongest) {
    return new Room(
        Math.min(its, (slots + workers - 1) / workers),
        itsLongest,
        shared() ? completion : itsLongest,
        shared() ? OptionalInt.of(Math.max(1, prompts.getAsInt() / workers)) : prompts);
  }

  /** The same with fewer slots. */
  Room withSlots(int fewer) {
    return new Room(fewer, longest, completion, prompts);
  }

  /** Whether a prompt is held once for all of its samples. */
  boolean shared() {
    return prompts.isPresent();
  }

  /** Positions that a slot has at most. */
  int ofSlot() {
    return shared() ? completion : longest;
  }

  /** Positions that a slot holds of a sample. */
  int held(Row row) {
    return shared() ? row.length() : row.lastPosition() + 1;
  }
}
