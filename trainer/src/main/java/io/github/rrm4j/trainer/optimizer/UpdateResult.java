package io.github.rrm4j.trainer.optimizer;

import java.util.Map;

/** What every optimizer step comes to, whatever its loss. */
public interface UpdateResult {

  /** The loss before the step. */
  double loss();

  /** Global norm before clipping. */
  double gradientNorm();

  /** Whether the weights were moved: not if the loss or the gradient is not finite. */
  boolean taken();

  /** Padded positions as a share of all computed. */
  double paddingShare();

  /** How often the micro-batches were halved because memory ran out. */
  int halvings();

  /** Seconds by part of the step. */
  Map<String, Double> seconds();
}
