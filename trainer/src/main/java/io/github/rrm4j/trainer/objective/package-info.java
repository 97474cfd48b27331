/**
 * The policy objectives: what is summed over the completion tokens of a step.
 *
 * <pre>
 *   loss = sum over rows and tokens of  row weight x (importance x policy term + beta x KL)
 * </pre>
 *
 * <p>{@link io.github.rrm4j.trainer.objective.Objective} names the published recipes. Each of them
 * is a {@link io.github.rrm4j.trainer.objective.PolicyTerm} (how ratio and advantage become the
 * loss of a token) and an {@link io.github.rrm4j.trainer.objective.Aggregation} (what a row
 * weighs). Because a weight is a number of its row, a step is a sum over rows, and cutting it into
 * micro-batches changes nothing.
 *
 * <p>Words: <em>old</em> log-probs are those of the weights at the start of the step;
 * <em>behaviour</em> ones are those that the engine reported when it sampled. {@code picked} in
 * shape comments counts the completion tokens of a micro-batch, row after row.
 */
package io.github.rrm4j.trainer.objective;
