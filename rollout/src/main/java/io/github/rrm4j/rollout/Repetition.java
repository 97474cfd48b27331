package io.github.rrm4j.rollout;

/**
 * Detects that a growing sequence repeats itself: that it ends in the same part of at most {@value
 * #LONGEST} tokens several times in succession. All repeats together must have at least {@value
 * #LEAST} tokens, since "0 0 0" and a row of blanks are not degenerate.
 */
public final class Repetition {

  /** Most tokens of the part that repeats. */
  static final int LONGEST = 64;

  /** Fewest tokens of all repeats together. */
  static final int LEAST = 24;

  private final int repeats;
  private final int[] equal = new int[LONGEST + 1];

  /**
   * @param repeats occurrences that count as repetition; 0 turns the check off
   */
  public Repetition(int repeats) {
    this.repeats = repeats;
  }

  /**
   * Takes the newest token into account; to be asked once for each.
   *
   * @param tokens of which the first {@code length} are the sequence
   * @return whether the sequence repeats itself
   */
  public boolean closes(int[] tokens, int length) {
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
