/**
 * Two policies against each other: both answer the same prompts, and a judge, or the gold answer,
 * says whose reply is better.
 *
 * <p>Policy A is the baseline, B the one that is measured. Start with {@link
 * io.github.rrm4j.evaluation.arena.ArenaResults}.
 */
package io.github.rrm4j.evaluation.arena;
