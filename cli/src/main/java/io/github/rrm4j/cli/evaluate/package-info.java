/**
 * Commands that measure a judge: {@code evaluate} and {@code compare} on benchmarks, {@code
 * scaling} against votes, thinking and comparisons, {@code stress} against attacks.
 *
 * <p>Each parses, calls {@link io.github.rrm4j.experiments.benchmark} or fills a pool ({@link
 * io.github.rrm4j.experiments.pool}), and prints.
 */
package io.github.rrm4j.cli.evaluate;
