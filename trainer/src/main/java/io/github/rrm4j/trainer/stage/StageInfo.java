package io.github.rrm4j.trainer.stage;

import io.github.rrm4j.trainer.optimizer.AdamW;
import io.github.rrm4j.trainer.optimizer.OptimizerSettings;

/**
 * What every stage has.
 *
 * @param name under which its metrics are logged
 * @param optimizer moves the weights, and holds the stage's own state
 */
public record StageInfo(String name, long steps, OptimizerSettings settings, AdamW optimizer) {

  public double learningRate(long step) {
    return settings.rate(step, steps);
  }
}
