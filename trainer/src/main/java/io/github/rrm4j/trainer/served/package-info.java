/**
 * Rollouts of the trained policy by servers, which get its weights after each step.
 *
 * <p>{@link io.github.rrm4j.trainer.served.ServedPolicy} sees that what draws is what is trained; a
 * {@link io.github.rrm4j.trainer.served.WeightTransfer} brings the weights: an adapter, all weights
 * into servers that run, or a file for servers that are started anew.
 */
package io.github.rrm4j.trainer.served;
