package io.github.rrm4j.trainer.optimizer;

import java.util.Map;

/**
 * What an optimizer step comes to, whatever its loss.
 *
 * @param loss before the step
 * @param gradientNorm global norm before clipping; NaN of a step that was taken where whoever took
 *     it does not say
 * @param taken whether the weights were moved: not if the loss or the gradient is not finite
 * @param numbers what the {@link OptimizerStep.Pass} read
 * @param paddingShare padded positions as a share of all computed; NaN as before
 * @param halvings how often the micro-batches were halved because memory ran out
 * @param seconds by part of the step; those of the passes are means over the workers
 */
public record UpdateResult<R>(
    double loss,
    double gradientNorm,
    boolean taken,
    R numbers,
    double paddingShare,
    int halvings,
    Map<String, Double> seconds) {

  /** Puts a number of the step, unless it is not known. */
  public void put(String name, double value, Map<String, Double> into) {
    if (!taken || !Double.isNaN(value)) {
      into.put(name, value);
    }
  }
}
