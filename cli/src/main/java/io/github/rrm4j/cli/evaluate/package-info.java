/**
 * {@code ./rrm evaluate} and {@code ./rrm compare}: a judge on benchmarks, and two judges on the
 * same one.
 *
 * <p>{@link io.github.rrm4j.cli.evaluate.EvaluateCommand} takes flags or a config of several
 * benchmarks; {@link io.github.rrm4j.cli.evaluate.BenchmarkRun} is one benchmark, with its folder
 * of results.
 */
package io.github.rrm4j.cli.evaluate;
