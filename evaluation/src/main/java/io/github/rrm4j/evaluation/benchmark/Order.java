package io.github.rrm4j.evaluation.benchmark;

import io.github.rrm4j.contracts.Word;

/** In which order the two responses of a comparison are shown. */
public enum Order {
  /** As the comparison has them. */
  GIVEN,
  /** The second one first. */
  SWAPPED;

  /** The word in files. */
  public String word() {
    return Word.of(this);
  }
}
