package io.github.rrm4j.trainer;

/**
 * Settings of the stage that trains a scalar reward model; configs/base says what each means.
 *
 * @param steps optimizer steps
 * @param batchSize pairs of a step
 */
public record RewardModelSettings(
    long steps, int batchSize, BradleyTerryLoss loss, OptimiserSettings optimizer) {}
