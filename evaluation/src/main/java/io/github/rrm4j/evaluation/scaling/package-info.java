/**
 * What more compute at test time buys: accuracy against votes, against thinking, and against
 * comparisons, each computed from a stored pool of judgements.
 *
 * <pre>
 *   pairs --JudgementPool--> N judgements each --VoteScaling--> accuracy against k, exact over all subsets
 *                                              --BudgetScaling--> thinking cut after B tokens, verdicts asked again
 *   lists --JudgementPool--> N judgements of each match --TournamentScaling--> tournaments replayed
 * </pre>
 *
 * <p>A pool only grows, survives a kill, and is judged once: another curve is another reading of
 * it. Read {@link io.github.rrm4j.judging.pool.JudgementPool} first, then {@link
 * io.github.rrm4j.evaluation.benchmark.VoteSubsets}.
 */
package io.github.rrm4j.evaluation.scaling;
