package io.github.rrm4j.miniature;

import io.github.rrm4j.contracts.InvalidInput;

/**
 * How likely a demonstration slips in each context.
 *
 * <p>Slips are systematic: in a hard context the wrong step is the more likely one, so an imitator
 * is wrong there even when it decodes greedily, and only a reward can tell it better.
 *
 * @param hard probability in {@link Context#HARD}, in [0, 1]; standard 0.6
 * @param mild probability in {@link Context#MILD}, in [0, 1]; standard 0.3
 */
public record Slips(double hard, double mild) {

  /**
   * With these a perfect imitator is right on about 71 % of the pairs sampled, two thirds greedy.
   */
  public static final Slips STANDARD = new Slips(0.6, 0.3);

  /** Demonstrations without a slip. */
  public static final Slips NONE = new Slips(0, 0);

  /**
   * @throws InvalidInput if a probability is outside [0, 1]
   */
  public Slips {
    check("hard", hard);
    check("mild", mild);
  }

  /** The probability of a slip in {@code context}. */
  public double in(Context context) {
    return switch (context) {
      case HARD -> hard;
      case MILD -> mild;
      case PLAIN -> 0;
    };
  }

  private static void check(String name, double probability) {
    if (!(probability >= 0 && probability <= 1)) {
      throw new InvalidInput(
          "miniature: slip probability '" + name + "' is " + probability + ", must be in [0, 1]");
    }
  }
}
