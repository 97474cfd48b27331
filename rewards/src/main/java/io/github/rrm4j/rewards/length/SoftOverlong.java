package io.github.rrm4j.rewards.length;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.rewards.JudgedCompletion;
import java.util.List;

/**
 * A penalty that grows in the last tokens below the limit:
 *
 * <pre>
 *   0                              completion &lt;= limit - buffer
 *   (limit - buffer - completion) / buffer    inside the buffer
 *   -1                             cut off
 * </pre>
 *
 * <p>Source: Yu et al. 2025, "DAPO", arXiv 2503.14476, equation 13.
 *
 * @param buffer tokens below the limit in which the penalty grows, at least 1
 */
public record SoftOverlong(int buffer) implements LengthRule {
  @Override
  public List<Part> of(List<JudgedCompletion> group, int limit) {
    return group.stream().map(judged -> part(judged.completion(), limit)).toList();
  }

  private Part part(int length, int limit) {
    int over = length - (limit - buffer);
    if (over <= 0) {
      return new Part(0, "It stayed below the length that is penalised.");
    }
    return new Part(
        -Math.min(1, (double) over / buffer),
        Text.format("It was %d of %d tokens into the penalised end.", over, buffer));
  }
}
