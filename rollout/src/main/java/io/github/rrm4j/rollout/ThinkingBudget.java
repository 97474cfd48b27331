package io.github.rrm4j.rollout;

import io.github.rrm4j.contracts.InvalidInput;
import java.util.Arrays;
import java.util.Objects;

/**
 * When the thinking of a completion is ended by force, so that a verdict comes at a known cost.
 *
 * <p>A completion whose first B tokens hold no end of thinking gets one appended, whatever the
 * model would have drawn, and goes on from there with the verdict.
 *
 * <p>Source: Muennighoff et al. 2025, "s1: Simple test-time scaling", section 3.1 (budget forcing).
 * Differs: thinking that ends before the budget is left alone.
 *
 * @param tokens B, the most tokens of thinking
 * @param verdictTokens the most tokens that are drawn after a forced end, within the limit of all
 *     new tokens
 * @param mark the id of {@code </think>}, which ends the thinking
 * @param forced the ids that are appended, {@code mark} among them
 */
public record ThinkingBudget(int tokens, int verdictTokens, int mark, int[] forced) {

  /**
   * @throws InvalidInput if no token is left for thinking or for the verdict
   */
  public ThinkingBudget {
    if (tokens < 1) {
      throw new InvalidInput("thinking budget: is " + tokens + " tokens, must be at least 1");
    }
    if (verdictTokens < 1) {
      throw new InvalidInput(
          "thinking budget: the verdict has "
              + verdictTokens
              + " tokens after a forced end of thinking, must be at least 1");
    }
  }

  /** Whether thinking ends in the same way; the ids are compared one by one. */
  @Override
  public boolean equals(Object other) {
    return other instanceof ThinkingBudget budget
        && tokens == budget.tokens
        && verdictTokens == budget.verdictTokens
        && mark == budget.mark
        && Arrays.equals(forced, budget.forced);
  }

  @Override
  public int hashCode() {
    return Objects.hash(tokens, verdictTokens, mark, Arrays.hashCode(forced));
  }

  /** Position in the completion of the first token after a forced end. */
  public int verdictFrom() {
    return tokens + forced.length;
  }
}
