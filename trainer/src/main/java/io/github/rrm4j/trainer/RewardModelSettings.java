package io.github.rrm4j.trainer;

/**
 * Settings of the stage that trains a scalar reward model; configs/base says what each means.
 *
 * @param steps optimiser steps
 * @param batch pairs of a step
 */
public record RewardModelSettings(
    long steps, int batch, BradleyTerryLoss loss, OptimiserSettings optimiser) {}
