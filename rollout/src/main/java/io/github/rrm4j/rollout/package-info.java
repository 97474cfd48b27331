/**
 * Sampling completions from a language model.
 *
 * <p>Read {@link io.github.rrm4j.rollout.RolloutEngine}, then {@link
 * io.github.rrm4j.rollout.LocalEngine}. A prompt is run once for all of its samples; rows that have
 * ended leave the batch; each sample draws its tokens with numbers that are a function of its own
 * key, whatever else is in the batch. A {@link io.github.rrm4j.rollout.ThinkingBudget} puts tokens
 * into a completion that were not sampled; the rollout tells their positions.
 */
package io.github.rrm4j.rollout;
