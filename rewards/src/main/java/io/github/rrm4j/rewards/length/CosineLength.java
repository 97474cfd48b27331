package io.github.rrm4j.rewards.length;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.rewards.JudgedCompletion;
import java.util.List;

/**
 * A value that goes along half a cosine from that of no token to that of the limit, one for right
 * verdicts and one for all others:
 *
 * <pre>
 *   end + (start - end) (1 + cos(pi completion / limit)) / 2
 * </pre>
 *
 * <p>Source: Yeo et al. 2025, "Demystifying Long Chain-of-Thought Reasoning in LLMs", arXiv
 * 2502.03373, section 4.2. Differs: it is added to the price of the outcome, and a completion that
 * was cut off has the price of its own (reward.truncated) instead of an exceed penalty.
 */
public record CosineLength(Ends correct, Ends wrong) implements LengthRule {

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
