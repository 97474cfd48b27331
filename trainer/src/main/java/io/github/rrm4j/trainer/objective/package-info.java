/**
 * The parts of a policy loss, which is summed over the completion tokens of a step:
 *
 * <pre>
 *   loss = sum over tokens of  weight x (importance x policy term + beta x KL)
 * </pre>
 *
 * <p>A {@link io.github.rrm4j.trainer.objective.PolicyTerm} makes the loss of a token of its ratio
 * and its advantage; GRPO's own term stands in {@code grpo.GrpoStep}, those of GSPO, CISPO and
 * REINFORCE stand here. An {@link io.github.rrm4j.trainer.objective.Aggregation} says what a token
 * weighs, a {@link io.github.rrm4j.trainer.objective.KlEstimator} how far it is from the reference,
 * {@link io.github.rrm4j.trainer.objective.Importance} what a token of another policy counts.
 * Because a weight is a number of its row, a step is a sum over rows, and cutting it into
 * micro-batches changes nothing. {@code grpo.Objective} names the published recipes.
 */
package io.github.rrm4j.trainer.objective;
