package io.github.rrm4j.trainer.optimizer;

/** How the learning rate moves over the steps of a stage, after a linear warm-up from 0. */
public enum Schedule {
  /** Stays at the peak. */
  CONSTANT,
  /** Falls in a straight line. */
  LINEAR,
  /** Falls as half a cosine (Loshchilov and Hutter 2017, SGDR, without restarts). */
  COSINE;

  /** The share of the way from floor to peak that is left at a progress in [0, 1]. */
  private double after(double progress) {
    return switch (this) {
      case CONSTANT -> 1;
      case LINEAR -> 1 - progress;
      case COSINE -> 0.5 * (1 + Math.cos(Math.PI * progress));
    };
  }

  /**
   * The factor on the peak learning rate.
   *
   * @param step from 0
   * @param warmup steps of warm-up; step 0 of w has the factor 1 / (w + 1)
   * @param total steps of the stage
   * @param floor the factor at the end of the fall, in [0, 1]
   */
  public double factor(long step, long warmup, long total, double floor) {
    if (step < warmup) {
      return (step + 1.0) / (warmup + 1.0);
    }
    double progress = (double) (step - warmup) / Math.max(1, total - warmup);
    return floor + (1 - floor) * after(Math.min(1, progress));
  }
}
