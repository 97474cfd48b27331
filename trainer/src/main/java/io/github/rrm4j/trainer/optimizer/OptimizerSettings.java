package io.github.rrm4j.trainer.optimizer;

import io.github.rrm4j.config.Bounds;

/**
 * Settings of an optimizer and of its learning rate.
 *
 * @param learningRate the peak
 * @param lrSchedulerType how it moves
 * @param warmupSteps steps of linear warm-up
 * @param minLrRatio the factor on the peak at the end of a falling schedule
 * @param beta1 decay of the first moment
 * @param beta2 decay of the second moment
 * @param epsilon added to the root of the second moment
 * @param weightDecay decoupled decay of matrices, times the learning rate
 * @param maxGradNorm the largest global norm of the gradient
 */
public record OptimizerSettings(
    @Bounds(above = 0) double learningRate,
    Schedule lrSchedulerType,
    @Bounds(min = 0) long warmupSteps,
    @Bounds(min = 0, max = 1) double minLrRatio,
    @Bounds(min = 0, below = 1) double beta1,
    @Bounds(min = 0, below = 1) double beta2,
    @Bounds(above = 0) double epsilon,
    @Bounds(min = 0) double weightDecay,
    @Bounds(above = 0) double maxGradNorm) {

  public double rate(long step, long total) {
    return learningRate * lrSchedulerType.factor(step, warmupSteps, total, minLrRatio);
  }
}
