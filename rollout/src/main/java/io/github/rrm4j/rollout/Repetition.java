package io.github.rrm4j.rollout;

/**
 * Notices that a growing sequence goes in circles: that its end is a part of at most {@value
 * #LONGEST} tokens, several times in succession. Short parts must come so often that together they
 * have {@value #LEAST} tokens, since "0 0 0" and a row of blanks are no circle.
 */
final class Repetition {

  /** Most tokens of the part that repeats. */
  static final int LONGEST = 64;

  /** Fewest tokens of all repeats together. */
  static final int LEAST = 24;

  private final int repeats;
  private final int[] equal = new int[LONGEST + 1];

  /**
   * @param repeats occurrences that are a circle; 0 for none
   */
  Repetition(int repeats) {
    this.repeats = repeats;
  }

  /**
   * Takes the newest token into account; to be asked once for each.
   *
   * @param tokens of which the first {@code length} are the sequence
   * @return whether it goes in circles
   */
  boolean closes(int[] tokens, int length) {
    if (repeats == 0) {
      return false;
    }
    boolean circle = false;
    for (int period = 1; period <= Math.min(LONGEST, length - 1); period++) {
      // how many of the last tokens are what stood one period before
      equal[period] = tokens[length - 1] == tokens[length - 1 - period] ? equal[period] + 1 : 0;
      int all = equal[period] + period;
      circle |= all >= Math.max((long) repeats * period, LEAST);
    }
    return circle;
  }
}
