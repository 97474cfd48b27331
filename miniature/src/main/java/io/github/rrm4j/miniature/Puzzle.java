package io.github.rrm4j.miniature;

import io.github.rrm4j.contracts.Key;

/** A question whose truth is known, and the one slip that people make when they work it out. */
public sealed interface Puzzle permits Comparison, Counting, Sorting, Arithmetic {

  /** The question as a user asks it. */
  String query();

  /**
   * What the question is about, whatever the order of its parts; puzzles with one content belong to
   * one split.
   */
  String content();

  /** How likely a slip is. */
  Context context();

  /** The working without a slip. */
  Working correct();

  /** The working with this puzzle's slip; in a plain context there is none to make. */
  Working slipped();

  /** A wrong response that looks right, for a puzzle in a plain context. */
  String nearMiss(Key key);

  /** The right response. */
  default String right() {
    return correct().result();
  }

  /**
   * The wrong response: exactly what the slip leads to, so that a slip changes the verdict; a near
   * miss where no slip is at hand.
   */
  default String wrong(Key key) {
    return context() == Context.PLAIN ? nearMiss(key) : slipped().result();
  }
}
