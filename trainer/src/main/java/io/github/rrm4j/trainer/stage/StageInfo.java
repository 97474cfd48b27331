package io.github.rrm4j.trainer.stage;

import io.github.rrm4j.trainer.optimizer.OptimizerSettings;
import io.github.rrm4j.trainer.optimizer.OptimizerState;

/**
 * What every stage has.
 *
 * @param name under which its metrics are logged
 * @param optimizer of what moves the weights: the stage's own state
 */
public record StageInfo(
    String name, long steps, OptimizerSettings settings, OptimizerState optimizer) {

  public double learningRate(long step) {
    return settings.rate(step, steps);
  }
}
