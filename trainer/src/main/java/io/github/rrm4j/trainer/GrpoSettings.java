package io.github.rrm4j.trainer;

import io.github.rrm4j.rewards.GroupAdvantages;

/**
 * Settings of the GRPO stage.
 *
 * @param steps rollout batches
 * @param prompts pairs of a step
 * @param groupSize G, rollouts of a prompt
 * @param miniBatch prompts of an optimiser step; divides {@code prompts}
 * @param clipLow epsilon below 1 of the ratio
 * @param clipHigh epsilon above 1 of the ratio
 * @param klCoefficient beta
 * @param klEstimator the estimator in the loss
 * @param advantages how rewards are compared inside a group
 * @param maskTruncated whether cut-off rollouts are left out of the loss and of its token count
 * @param gapWarning largest difference of rollout and trainer log-probs, nats, without a warning
 * @param gapLimit largest mean of that difference, nats, without an end of the run
 */
public record GrpoSettings(
    long steps,
    int prompts,
    int groupSize,
    int miniBatch,
    double clipLow,
    double clipHigh,
    double klCoefficient,
    KlEstimator klEstimator,
    GroupAdvantages advantages,
    boolean maskTruncated,
    double gapWarning,
    double gapLimit) {}
