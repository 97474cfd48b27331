/**
 * Benchmarks of judges: from the owners' files to numbers with intervals.
 *
 * <pre>
 *   files --Benchmark.read--> items --Item.comparisons--> showings (a comparison in one order)
 *   showings --VerdictSource--> judged (votes) --Item.score--> scored --Metric--> numbers
 * </pre>
 *
 * <p>Words: an <em>item</em> is what a benchmark counts (a pair, or a question with several
 * responses); a <em>comparison</em> is two responses that a judge is asked about, in their own
 * order; a <em>showing</em> is a comparison in the order in which a prompt has it; <em>judged</em>
 * is what k samples said of a showing. Scoring is a pure function of what was judged, so that
 * verdicts that were made elsewhere are scored by the same code.
 *
 * <p>Read {@link io.github.rrm4j.evaluation.benchmark.Benchmark} first, then one of {@code
 * protocol}, then {@code record} (how judging goes on after a kill) and {@code result}.
 */
package io.github.rrm4j.evaluation.benchmark;
