/**
 * Judging the items of a benchmark, and the file in which it is kept: docs/evaluation.md.
 *
 * <p>{@link io.github.rrm4j.evaluation.benchmark.record.Judging} asks for what is missing, window
 * by window, and writes each window to {@code judgements.jsonl} before the next; begun again, it
 * asks only for the rest. Who is asked is a {@link
 * io.github.rrm4j.evaluation.benchmark.record.VerdictSource}: a model or a baseline. Verdicts that
 * were made elsewhere are read from a file of the same form.
 */
package io.github.rrm4j.evaluation.benchmark.record;
