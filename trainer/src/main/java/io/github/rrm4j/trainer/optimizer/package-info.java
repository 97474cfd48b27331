/**
 * One optimizer step: micro-batches by a token budget, forward and backward, clipping by the global
 * norm, AdamW.
 *
 * <p>Read first {@link io.github.rrm4j.trainer.optimizer.OptimizerStep}, which is the same for
 * every loss. What differs is its {@code Pass}: {@link
 * io.github.rrm4j.trainer.optimizer.TokenUpdate} for a {@link
 * io.github.rrm4j.trainer.optimizer.TokenLoss} on completion tokens, and the pair update of the
 * {@code rewardmodel} package.
 *
 * <p>A stage knows of it no more than {@link io.github.rrm4j.trainer.optimizer.WeightUpdate} and
 * {@link io.github.rrm4j.trainer.optimizer.OptimizerState}, so that the step can be taken
 * elsewhere.
 *
 * <p>A row is named by its index in the step. {@code (tokens)} in shape comments counts the
 * completion tokens of a micro-batch, one row after the other.
 */
package io.github.rrm4j.trainer.optimizer;
