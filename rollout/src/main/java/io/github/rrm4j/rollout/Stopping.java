package io.github.rrm4j.rollout;

import io.github.rrm4j.contracts.InvalidInput;
import java.util.Set;

/**
 * What ends a completion besides the model's own end-of-sequence tokens and the limit.
 *
 * @param tokens ids that end it too
 * @param repeats it is cut off when its end is the same {@code repeats} times in succession; 0 for
 *     never
 */
public record Stopping(Set<Integer> tokens, int repeats) {

  /** Nothing else. */
  public static final Stopping NONE = new Stopping(Set.of(), 0);

  /**
   * @throws InvalidInput if a single occurrence would count as a repetition
   */
  public Stopping {
    if (repeats < 0 || repeats == 1) {
      throw new InvalidInput(
          "sampling: the repetition limit is " + repeats + ", must be 0 (none) or at least 2");
    }
    tokens = Set.copyOf(tokens);
  }
}
