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
    boolean slip = key.uniform(SLIP) < slips.in(puzzle.context());
    Working working = slip ? puzzle.slipped() : puzzle.correct();
    boolean first = pair.first().equals(working.result());
    boolean second = pair.second().equals(working.result());
    String thinking =
        working.steps()
            + " = "
            + working.result()
            + "."
            + compared(pair, Side.FIRST, first)
            + compared(pair, Side.SECOND, second);
    if (first == second) {
      return new Trace(thinking, Side.values()[key.below(TIE, 2)]);
    }
    return new Trace(thinking, first ? Side.FIRST : Side.SECOND);
  }

  private static String compared(Pair pair, Side side, boolean equal) {
    return " " + side.number() + ": " + pair.response(side) + (equal ? " yes." : " no.");
  }
}
