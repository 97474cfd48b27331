package io.github.rrm4j.trainer.objective;

/**
 * How tokens are weighed that another policy sampled than the one that is trained, such as one with
 * other kernels: by {@code w = exp(old - behavior)}, kept in bounds.
 *
 * <p>Source: Yao et al. 2025, "Your Efficient RL Framework Secretly Brings You Off-Policy RL
 * Training" (truncated); Liu et al. 2025, "When Speed Kills Stability" (masked).
 *
 * @param low masked ones below it count nothing
 * @param high the largest w, or that above which a token counts nothing
 */
public record Importance(Kind kind, double low, double high) {

  public enum Kind {
    /** There are no weights: old log-probs are taken to be those of the behavior. */
    NONE,
    /** {@code min(w, high)}. */
    TRUNCATE,
    /** w inside [low, high], else 0. */
    MASK
  }

  public static final Importance NONE = new Importance(Kind.NONE, 0, Double.POSITIVE_INFINITY);

  public double weight(double old, double behavior) {
    double w = Math.exp(old - behavior);
    return switch (kind) {
      case NONE -> 1;
      case TRUNCATE -> Math.min(w, high);
      case MASK -> w >= low && w <= high ? w : 0;
    };
  }
}
