package io.github.rrm4j.miniature;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Word;

/**
 * The two disjoint parts of the miniature world. A puzzle's part follows from its content alone, so
 * they are disjoint whatever the seed.
 */
public enum Split {
  /** About four fifths of the contents. */
  TRAIN,
  /** About one fifth. */
  HELDOUT;

  private static final Key CONTENTS = Key.of(0, "miniature/split");
  private static final double HELDOUT_SHARE = 0.2;

  /** The split that {@code puzzle} belongs to. */
  public static Split of(Puzzle puzzle) {
    double hash = CONTENTS.with(puzzle.content()).uniform(0);
    return hash < HELDOUT_SHARE ? HELDOUT : TRAIN;
  }

  /** The name in ids and files: {@code train}, {@code heldout}. */
  public String label() {
    return Word.of(this);
  }
}
