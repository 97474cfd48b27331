/**
 * From what was judged to numbers with intervals: the metrics of the benchmark, how the judge
 * behaved, how far its confidence can be trusted, and whether two judges differ.
 *
 * <p>Read {@link io.github.rrm4j.evaluation.benchmark.result.Result} first; docs/evaluation.md
 * defines every field of {@code result.json}.
 */
package io.github.rrm4j.evaluation.benchmark.result;
