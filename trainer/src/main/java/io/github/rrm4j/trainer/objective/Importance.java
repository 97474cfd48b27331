package io.github.rrm4j.trainer.objective;

/**
 * How tokens are weighed that another policy sampled than the one that is trained, such as one with
 * other kernels or older weights: by {@code w = exp(old - behavior)} of the token, or by the
 * product of these over the row's sampled tokens, kept in bounds.
 *
 * <p>Source: Yao et al. 2025, "Your Efficient RL Framework Secretly Brings You Off-Policy RL
 * Training" (truncated); Liu et al. 2025, "When Speed Kills Stability" (masked, and of sequences).
 *
 * @param low masked ones below it count nothing
 * @param high the largest w, or that above which a token counts nothing
 * @param level of what w is
 */
public record Importance(Kind kind, double low, double high, Level level) {

  public enum Kind {
    /** There are no weights: old log-probs are taken to be those of the behavior. */
    NONE,
    /** {@code min(w, high)}. */
    TRUNCATE,
    /** w inside [low, high], else 0. */
    MASK
  }

  /** What a weight is of. */
  public enum Level {
    /** A token: the bias is small if policies are near each other, and so is the variance. */
    TOKEN,
    /** A completion: no bias before the bounds, a variance that grows with its length. */
    SEQUENCE
  }

  public static final Importance NONE = new Importance(Kind.NONE, 0, Double.POSITIVE_INFINITY);

  /** With weights of tokens. */
  public Importance(Kind kind, double low, double high) {
    this(kind, low, high, Level.TOKEN);
  }

  /**
   * The weights of the tokens of a row, 0 for one that was not sampled.
   *
   * @param old nats; not looked at for a token that was not sampled
   * @param behavior nats; NaN for a token that was not sampled
   */
  public float[] weights(float[] old, float[] behavior) {
    double sum = 0;
    for (int i = 0; i < behavior.length; i++) {
      sum += Float.isNaN(behavior[i]) ? 0 : (double) old[i] - behavior[i];
    }
    float[] weights = new float[behavior.length];
    for (int i = 0; i < behavior.length; i++) {
      if (!Float.isNaN(behavior[i])) {
        double nats = level == Level.TOKEN ? (double) old[i] - behavior[i] : sum;
        weights[i] = (float) bounded(Math.exp(nats));
      }
    }
    return weights;
  }

  /** What becomes of w. */
  public double bounded(double w) {
    return switch (kind) {
      case NONE -> 1;
      case TRUNCATE -> Math.min(w, high);
      case MASK -> w >= low && w <= high ? w : 0;
    };
  }
}
