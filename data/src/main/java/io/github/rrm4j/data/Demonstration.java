package io.github.rrm4j.data;

import java.util.Objects;

/**
 * A worked judgement to imitate: training data of the supervised warm start only.
 *
 * @param pair as it was presented; its gold need not be the verdict, for a demonstration may err
 * @param thinking the text between {@code <think>} and {@code </think>}
 * @param verdict the side that the thinking arrives at
 */
public record Demonstration(Pair pair, String thinking, Side verdict) {

  public Demonstration {
    Objects.requireNonNull(pair, "pair");
    Objects.requireNonNull(thinking, "thinking");
    Objects.requireNonNull(verdict, "verdict");
  }
}
