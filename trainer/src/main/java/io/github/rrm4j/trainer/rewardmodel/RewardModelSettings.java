package io.github.rrm4j.trainer.rewardmodel;

import io.github.rrm4j.trainer.optimizer.OptimizerSettings;

/**
 * Settings of the stage that trains a scalar reward model; configs/base says what each means.
 *
 * @param batchSize pairs of a step
 */
public record RewardModelSettings(
    long steps, int batchSize, BradleyTerryLoss loss, OptimizerSettings optimizer) {}
