package io.github.rrm4j.trainer.optimizer;

/**
 * What moves the weights in a stage.
 *
 * @param state of its optimizer
 */
public record Mover(WeightUpdate update, OptimizerState state) {}
