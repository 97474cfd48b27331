/**
 * Independent judgements of pairs, stored once and read many times: curves over votes and thinking
 * budgets, tournaments and attacks are computed from the same pool.
 *
 * <p>{@link io.github.rrm4j.judging.pool.JudgementPool} is the file; it only grows, and sample s of
 * a pair is the same whenever it is drawn. {@link io.github.rrm4j.judging.pool.ForcedVerdicts} adds
 * the verdicts that stored judgements would have given under thinking budgets. Read {@link
 * io.github.rrm4j.judging.pool.JudgementPool} first.
 */
package io.github.rrm4j.judging.pool;
