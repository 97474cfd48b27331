package io.github.rrm4j.trainer.objective;

/**
 * What a token of a row weighs in the loss of an optimizer step.
 *
 * <p>The step's sum over tokens is divided by N, the number of all completion tokens of its rows.
 * Here n counts its rows, and S their sampled tokens, which are fewer than N where some were
 * forced.
 */
public enum Aggregation {
  /**
   * {@code N / S}: the mean over all sampled tokens. Source: Yu et al. 2025 (DAPO), equation 12.
   */
  TOKEN,
  /**
   * {@code N / (n row's tokens)}: the mean over rows of the mean over their tokens. Source: Shao et
   * al. 2024 (GRPO), equation 3.
   */
  SEQUENCE,
  /**
   * {@code N / (n limit)}: the sum over tokens divided by a constant, the longest that n
   * completions can be. Source: Liu et al. 2025 (Dr. GRPO), arXiv 2503.20783, section 3.2.
   */
  CONSTANT;

  /**
   * An optimizer step.
   *
   * @param rows n
   * @param tokens N
   * @param sampled S
   * @param limit the most tokens of a completion
   */
  public record Step(int rows, long tokens, long sampled, int limit) {}

  /**
   * The weight of each token of a row.
   *
   * @param sampled the row's sampled tokens; a row without any has the weight 0
   */
  public double of(Step step, int sampled) {
    if (sampled == 0) {
      return 0;
    }
    double parts =
        switch (this) {
          case TOKEN -> step.sampled();
          case SEQUENCE -> (double) step.rows() * sampled;
          case CONSTANT -> (double) step.rows() * step.limit();
        };
    return step.tokens() / parts;
  }
}
