/**
 * The offline difficulty filter: which pairs are worth training on.
 *
 * <p>Source: Guo et al. 2025, "Reward Reasoning Model": every pair is judged several times by the
 * base model, and the pairs that it gets right each time are left out.
 *
 * <p>A {@link io.github.rrm4j.evaluation.filter.DifficultyFilter.DifficultyCounts} is what the
 * judgements of one pair were; a {@link io.github.rrm4j.data.Condition} says which tallies are
 * kept. Read {@link io.github.rrm4j.evaluation.filter.DifficultyFilter}.
 */
package io.github.rrm4j.evaluation.filter;
