package io.github.rrm4j.trainer.dpo;

import io.github.rrm4j.trainer.optimizer.OptimizerSettings;

/**
 * The settings of a DPO stage; configs/base/dpo.yaml says what each means.
 *
 * @param batchSize pairs of a step
 * @param nllCoefficient weight of the chosen response's mean -log p per token; 0 for none
 * @param maxCompletionTokens the longest response, thinking and end-of-sequence token included
 */
public record DpoSettings(
    long steps,
    int batchSize,
    PreferenceLoss loss,
    double nllCoefficient,
    Reference reference,
    int maxCompletionTokens,
    OptimizerSettings optimizer) {

  /** Whose log-probs a pair's margin is measured from. */
  public enum Reference {
    /** The policy as it is when the stage begins, with its adapter where it has one. */
    FROZEN,
    /** The base of an adapter. */
    ADAPTER_OFF
  }
}
