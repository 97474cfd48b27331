/**
 * The benchmarks by name. Each class is one benchmark: the fields of its owners' files, how a row
 * becomes an item, and its scoring rule, with the source of both.
 *
 * <p>Start with {@link io.github.rrm4j.evaluation.benchmark.protocol.RewardBench}.
 */
package io.github.rrm4j.evaluation.benchmark.protocol;
