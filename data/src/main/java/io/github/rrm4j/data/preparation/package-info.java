/**
 * From pairs as they were given to pairs as they are used.
 *
 * <p>Start with {@link io.github.rrm4j.data.preparation.Preparation}: what it does to a pair, in
 * order. {@link io.github.rrm4j.data.preparation.Mixture} says how sources are weighted, {@link
 * io.github.rrm4j.data.preparation.Tally} what became of their pairs, and {@link
 * io.github.rrm4j.data.preparation.PairFile} holds the result on disk, so that a run need not hold
 * it in memory.
 */
package io.github.rrm4j.data.preparation;
