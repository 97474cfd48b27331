package io.github.rrm4j.miniature;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Side;

/**
 * The thinking of a judge about one presented pair and the verdict that follows from it.
 *
 * <p>It works the query out and ends, always in one form, with the result and the comparison of
 * both candidates with it: {@code = 18. 1: 28 no. 2: 18 yes.} Without that comparison a small model
 * learns the working but not the verdict.
 *
 * @param thinking one line
 * @param verdict the side whose response is the result
 */
public record Trace(String thinking, Side verdict) {

  private static final int SLIP = 0;
  private static final int TIE = 1;

  /**
   * Thinks about {@code pair}, with a slip when the key draws one.
   *
   * @param puzzle what {@code pair} asks
   * @param pair in the order presented
   * @param slips how likely a slip is
   * @param key draws the slip, and the verdict when neither or both responses are the result
   */
  public static Trace of(Puzzle puzzle, Pair pair, Slips slips, Key key) {
    Working working = working(puzzle, slips, key);
    return compared(steps(working), working.result(), pair, key);
  }

  /**
   * The verdict that follows from a result.
   *
   * @param start of the thinking, which ends with the result
   * @param key draws the verdict when neither or both responses are the result
   */
  static Trace compared(String start, String result, Pair pair, Key key) {
    boolean first = pair.first().equals(result);
    boolean second = pair.second().equals(result);
    String thinking = start + compared(1, pair.first(), first) + compared(2, pair.second(), second);
    if (first == second) {
      return new Trace(thinking, Side.values()[key.below(TIE, 2)]);
    }
    return new Trace(thinking, first ? Side.FIRST : Side.SECOND);
  }

  /** The way to a result, with a slip when the key draws one. */
  static Working working(Puzzle puzzle, Slips slips, Key key) {
    return key.uniform(SLIP) < slips.in(puzzle.context()) ? puzzle.slipped() : puzzle.correct();
  }

  /** The steps and what they arrive at. */
  static String steps(Working working) {
    return working.steps() + " = " + working.result() + ".";
  }

  /** The comparison of a candidate with the result. */
  static String compared(int number, String response, boolean equal) {
    return " " + number + ": " + response + (equal ? " yes." : " no.");
  }
}
