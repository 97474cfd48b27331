package io.github.rrm4j.data;

import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A worked judgement to imitate: training data of the supervised warm start only.
 *
 * @param pair as it was presented; its gold need not be the verdict, for a demonstration may err
 * @param thinking the text between {@code <think>} and {@code </think>}
 * @param verdict the side that the thinking arrives at
 * @param confidence from 0 to 1 that the judge is to state; empty where the file has none
 * @param rubric that was written before the responses were seen; empty where the file has none
 */
public record Demonstration(
    Pair pair, String thinking, Side verdict, OptionalDouble confidence, Optional<Rubric> rubric) {

  /**
   * Criteria for the answers to the pair's query.
   *
   * @param thinking before they are written; blank for none
   * @param text what is written and then stands in the prompt about the pair
   */
  public record Rubric(String thinking, String text) {}

  /** A demonstration of the verdict alone. */
  public Demonstration(Pair pair, String thinking, Side verdict) {
    this(pair, thinking, verdict, OptionalDouble.empty(), Optional.empty());
  }

  public Demonstration {
    Objects.requireNonNull(pair, "pair");
    Objects.requireNonNull(thinking, "thinking");
    Objects.requireNonNull(verdict, "verdict");
  }
}
