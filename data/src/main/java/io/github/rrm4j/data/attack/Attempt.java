package io.github.rrm4j.data.attack;

import io.github.rrm4j.data.Pair;

/** What came of an attack on a pair. */
public sealed interface Attempt {

  /** The attacked pair; of {@link Attack#on} with the id {@code WORDS/ID}. */
  record Attacked(Pair pair) implements Attempt {}

  /**
   * The attack cannot be made on this pair.
   *
   * @param reason why, for a person
   */
  record NotApplicable(String reason) implements Attempt {}
}
