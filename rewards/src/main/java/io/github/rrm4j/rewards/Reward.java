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

  /**
   * This reward with one part more.
   *
   * @param why a short sentence; empty for none
   */
  public Reward plus(String name, double part, String why) {
    Map<String, Double> more = new LinkedHashMap<>(parts);
    more.put(name, part);
    return new Reward(value + part, more, (reason + " " + why).strip());
  }
}
