/**
 * Measuring a judge on benchmarks: what {@code ./rrm evaluate} and the benchmark pieces of a paper
 * do.
 *
 * <p>{@link io.github.rrm4j.experiments.benchmark.BenchmarkConfig} is one judge and several
 * benchmarks as a YAML file has them; {@link io.github.rrm4j.experiments.benchmark.BenchmarkRun} is
 * one benchmark with its folder of results; {@link
 * io.github.rrm4j.experiments.benchmark.EvaluatedJudge} is who is measured. Read {@link
 * io.github.rrm4j.experiments.benchmark.BenchmarkRun} first.
 */
package io.github.rrm4j.experiments.benchmark;
