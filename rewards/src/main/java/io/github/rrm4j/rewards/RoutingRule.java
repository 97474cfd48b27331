package io.github.rrm4j.rewards;

import io.github.rrm4j.contracts.InvalidInput;

/**
 * When a direct judge's answer is left to a reasoning judge: where its confidence is too small.
 *
 * <pre>
 *   c = max(p, 1 - p)    p: what the direct judge gives to the first response, mean of its orders
 *   c &lt; below            the reasoning judge is asked
 *   m = 2 c - 1          the margin of {@code scaling router}; c &lt; below where m &lt; 2 below - 1
 * </pre>
 *
 * <p>Probabilities are compared as files keep them, in billionths, so that a judgement that is read
 * back takes the way that it took.
 *
 * <p>Source: Chow 1970, "On optimum recognition error and reject tradeoff": rejecting where the
 * larger probability is small.
 *
 * @param below the confidence from which the direct judge's answer counts, in (0.5, 1]
 */
public record RoutingRule(double below) {

  private static final double PARTS = 1e9;

  /**
   * @throws InvalidInput if the confidence is out of its range
   */
  public RoutingRule {
    if (!(below > 0.5 && below <= 1)) {
      throw new InvalidInput(
          "--router-below is "
              + below
              + ", must be in (0.5, 1]; of two responses the better one has at least 0.5");
    }
  }

  /** The rule of a margin in (0, 1] below which a comparison is sent on. */
  public static RoutingRule ofMargin(double threshold) {
    return new RoutingRule(Math.rint((1 + threshold) / 2 * 10 * PARTS) / (10 * PARTS));
  }

  /** A probability as files keep it. */
  public static double rounded(double probability) {
    return Math.rint(probability * PARTS) / PARTS;
  }

  /** How far a probability is from one half, from 0 to 1. */
  public static double margin(double probability) {
    return rounded(Math.abs(2 * probability - 1));
  }

  /** The probability of the response that has the larger one. */
  public static double confidence(double probability) {
    return rounded(Math.max(probability, 1 - probability));
  }

  /**
   * Whether a pair goes on to the reasoning judge.
   *
   * @param probability that the direct judge gives to the first response
   */
  public boolean sendsOn(double probability) {
    return margin(probability) < margin(below);
  }
}
