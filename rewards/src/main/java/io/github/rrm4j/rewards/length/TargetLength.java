package io.github.rrm4j.rewards.length;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.rewards.JudgedCompletion;
import java.util.List;

/**
 * Thinking is held to a target that the prompt tells.
 *
 * <pre>
 *   exact:  -alpha |target - thinking|
 *   max:    clip(alpha (target - thinking) + delta, 0, 1) - 1 where the verdict is correct, else 0
 * </pre>
 *
 * <p>Source: Aggarwal and Welleck 2025, "L1", arXiv 2503.04697, equations 1 and 2. There the reward
 * of a correct answer is 1 and of others 0, and max is a factor on it; as a part beside a price of
 * 1 for the correct verdict it is that factor minus 1.
 *
 * @param alpha the price of a token
 * @param delta what max pays at the target itself
 * @param from the shortest target, in tokens of thinking
 * @param to the longest
 */
public record TargetLength(Kind kind, double alpha, double delta, int from, int to)
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
