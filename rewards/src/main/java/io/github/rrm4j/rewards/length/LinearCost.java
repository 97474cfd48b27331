package io.github.rrm4j.rewards.length;

import io.github.rrm4j.rewards.JudgedCompletion;
import java.util.List;

/**
 * Every token of thinking costs the same: {@code -cost thinking}.
 *
 * @param cost of a token, 0 or more
 */
public record LinearCost(double cost) implements LengthRule {
  @Override
  public List<Part> of(List<JudgedCompletion> group, int limit) {
    return group.stream()
        .map(
            judged ->
                new Part(
                    -cost * judged.thinking(),
                    "It thought for " + judged.thinking() + " tokens, which cost."))
        .toList();
  }
}
