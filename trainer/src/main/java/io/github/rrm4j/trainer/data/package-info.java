/**
 * The data of a run: {@link io.github.rrm4j.trainer.data.Corpus} reads every file that its stages
 * need before any of them begins, and leaves out prompts above the limit.
 *
 * <p>Pairs are prepared once, into files in the run's folder, and read from there; they need not
 * fit into memory.
 */
package io.github.rrm4j.trainer.data;
