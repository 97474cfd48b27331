package io.github.rrm4j.trainer.optimizer;

/**
 * Settings of an optimizer and of its learning rate.
 *
 * @param learningRate the peak
 * @param schedule how it moves
 * @param warmupSteps steps of linear warm-up
 * @param floor the factor on the peak at the end of a falling schedule
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the second moment
 * @param weightDecay decoupled decay of matrices, times the learning rate
 * @param clipNorm the largest global norm of the gradient
 */
public record OptimizerSettings(
    double learningRate,
    Schedule schedule,
    long warmupSteps,
    double floor,
    double beta1,
    double beta2,
    double epsilon,
    double weightDecay,
    double clipNorm) {

  /** The learning rate of a step of a stage. */
  public double rate(long step, long total) {
    return learningRate * schedule.factor(step, warmupSteps, total, floor);
  }
}
