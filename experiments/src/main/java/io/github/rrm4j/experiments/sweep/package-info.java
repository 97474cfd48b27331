/**
 * Variants of a config, each run with some seeds: {@link
 * io.github.rrm4j.experiments.sweep.SweepFile} reads which, {@link
 * io.github.rrm4j.experiments.sweep.SweepRunner} runs one as a child process.
 */
package io.github.rrm4j.experiments.sweep;
