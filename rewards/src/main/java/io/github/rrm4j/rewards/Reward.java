package io.github.rrm4j.rewards;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The reward of one rollout: the sum of its named parts, and why.
 *
 * @param value the sum of the parts
 * @param parts name to value, in the order in which they were given; copied, unmodifiable
 * @param reason one short sentence for a person
 */
public record Reward(double value, Map<String, Double> parts, String reason) {

  /**
   * @throws IllegalArgumentException if {@code value} is not the sum of {@code parts} (to 1e-9)
   */
  public Reward {
    parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
    double sum = parts.values().stream().mapToDouble(Double::doubleValue).sum();
    if (!(Math.abs(value - sum) <= 1e-9)) {
      throw new IllegalArgumentException(
          "the reward is " + value + " but its parts sum to " + sum + ": " + parts);
    }
  }
}
