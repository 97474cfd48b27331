package io.github.rrm4j.trainer.optimizer;

import java.util.Map;

/**
 * What an optimizer step comes to, whatever its loss.
 *
 * @param loss before the step
 * @param gradientNorm global norm before clipping
 * @param taken whether the weights were moved: not if the loss or the gradient is not finite
 * @param numbers what the {@link OptimizerStep.Pass} read
 * @param paddingShare padded positions as a share of all computed
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
    Map<String, Double> seconds) {}
