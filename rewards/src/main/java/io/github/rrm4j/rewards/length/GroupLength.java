package io.github.rrm4j.rewards.length;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.rewards.JudgedCompletion;
import java.util.IntSummaryStatistics;
import java.util.List;

/**
 * Shorter than the others of the group is better:
 *
 * <pre>
 *   lambda = 0.5 - (completion - min) / (max - min)
 *   correct: lambda        all others: min(0, lambda)        0 where all are as long
 * </pre>
 *
 * <p>Source: Kimi Team 2025, "Kimi k1.5", arXiv 2501.12599, section 2.3.3.
 */
public record GroupLength() implements LengthRule {
  @Override
  public List<Part> of(List<JudgedCompletion> group, int limit) {
    IntSummaryStatistics lengths =
        group.stream().mapToInt(JudgedCompletion::completion).summaryStatistics();
    return group.stream().map(judged -> part(judged, lengths)).toList();
  }

  private static Part part(JudgedCompletion judged, IntSummaryStatistics lengths) {
    if (lengths.getMax() == lengths.getMin()) {
      return new Part(0, "All of its group are as long.");
    }
    double range = lengths.getMax() - lengths.getMin();
    double lambda = 0.5 - (judged.completion() - lengths.getMin()) / range;
    return new Part(
        judged.correct() ? lambda : Math.min(0, lambda),
        Text.format(
            "It has %d tokens, its group %d to %d.",
            judged.completion(), lengths.getMin(), lengths.getMax()));
  }
}
