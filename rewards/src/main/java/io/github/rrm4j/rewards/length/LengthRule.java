package io.github.rrm4j.rewards.length;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.rewards.JudgedCompletion;
import java.util.Collections;
import java.util.IntSummaryStatistics;
import java.util.List;

/** The part of a reward that depends on how long a completion is. */
public sealed interface LengthRule {

  /** Length does not matter. */
  LengthRule NONE = new None();

  /**
   * What a completion gets.
   *
   * @param reason one short sentence for a person
   */
  record Part(double value, String reason) {}

  /**
   * The parts of a group's completions, in their order.
   *
   * @param limit the most tokens that a completion could have
   */
  List<Part> of(List<JudgedCompletion> group, int limit);

  record None() implements LengthRule {
    @Override
    public List<Part> of(List<JudgedCompletion> group, int limit) {
      return Collections.nCopies(group.size(), new Part(0, ""));
    }
  }

  /**
   * Every token of thinking costs the same: {@code -cost thinking}.
   *
   * @param cost of a token, 0 or more
   */
  record LinearCost(double cost) implements LengthRule {
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
  record SoftOverlong(int buffer) implements LengthRule {
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
  record GroupLength() implements LengthRule {
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

  /**
   * A value that follows half a cosine from zero tokens to the limit, with one curve for right
   * verdicts and one for all others:
   *
   * <pre>
   *   end + (start - end) (1 + cos(pi completion / limit)) / 2
   * </pre>
   *
   * <p>Source: Yeo et al. 2025, "Demystifying Long Chain-of-Thought Reasoning in LLMs", arXiv
   * 2502.03373, section 4.2. Differs: it is added to the reward of the outcome, and a completion
   * that was cut off gets {@code reward.truncated} instead of an exceed penalty.
   */
  record CosineLength(Ends correct, Ends wrong) implements LengthRule {

    /**
     * The ends of a curve.
     *
     * @param start at no token
     * @param end at the limit
     */
    public record Ends(double start, double end) {
      double at(double share) {
        return end + (start - end) * (1 + Math.cos(Math.PI * share)) / 2;
      }
    }

    @Override
    public List<Part> of(List<JudgedCompletion> group, int limit) {
      return group.stream().map(judged -> part(judged, limit)).toList();
    }

    private Part part(JudgedCompletion judged, int limit) {
      double share = Math.min(1, (double) judged.completion() / limit);
      return new Part(
          (judged.correct() ? correct : wrong).at(share),
          Text.format("It took %.0f %% of the token limit.", 100 * share));
    }
  }

  /**
   * Rewards thinking that is as long as a target that the prompt states.
   *
   * <pre>
   *   exact:  -alpha |target - thinking|
   *   max:    clip(alpha (target - thinking) + delta, 0, 1) - 1 where the verdict is correct, else 0
   * </pre>
   *
   * <p>Source: Aggarwal and Welleck 2025, "L1", arXiv 2503.04697, equations 1 and 2. There the
   * reward of a correct answer is 1 and of others 0, and max is a factor on it; as a part beside a
   * reward of 1 for the correct verdict it is that factor minus 1.
   *
   * @param alpha the cost of a token
   * @param delta the reward of max at the target itself
   * @param from the shortest target, in tokens of thinking
   * @param to the longest
   */
  record TargetLength(Kind kind, double alpha, double delta, int from, int to)
      implements LengthRule {

    /** What a target means. */
    public enum Kind {
      /** So long, not shorter and not longer. */
      EXACT,
      /** Not longer. */
      MAX
    }

    @Override
    public List<Part> of(List<JudgedCompletion> group, int limit) {
      return group.stream().map(this::part).toList();
    }

    private Part part(JudgedCompletion judged) {
      int target = judged.target().orElseThrow();
      int left = target - judged.thinking();
      double value =
          switch (kind) {
            case EXACT -> -alpha * Math.abs(left);
            case MAX -> judged.correct() ? Math.max(0, Math.min(1, alpha * left + delta)) - 1 : 0;
          };
      return new Part(
          value, Text.format("It thought for %d tokens, asked for %d.", judged.thinking(), target));
    }

    /** The target of a prompt, each of the range as likely as the others. */
    public int draw(Key key) {
      return from + key.below(0, to - from + 1);
    }

    /** The target that a judge is told when it is measured. */
    public int middle() {
      return (from + to) / 2;
    }

    /** How the prompt tells a target. */
    public String told(int target) {
      return switch (kind) {
        case EXACT -> "Think for " + target + " tokens.";
        case MAX -> "Think for at most " + target + " tokens.";
      };
    }
  }
}
