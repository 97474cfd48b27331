/**
 * A judge: a model that is shown two responses to a query, thinks, and says which one is better.
 *
 * <p>As a library:
 *
 * <pre>{@code
 * JudgeSpec spec = JudgeSpec.of(Path.of("runs/quickstart")).votes(5).bothOrders();
 * try (Judge judge = Judge.open(spec)) {
 *   PairVerdict verdict = judge.compare("4 + 4 = ?", "8", "9");
 * }
 * }</pre>
 *
 * <p>Below it, one way from a pair to what the judge says:
 *
 * <pre>
 *   OpenPair --Order--> Question --Asker (JudgeFormat, RolloutEngine)--> JudgedQuestion --> Vote
 *     votes of a pair --> PairVerdict (VoteTally, MajorityVote)
 * </pre>
 *
 * <p>{@link io.github.rrm4j.judging.Asker} is the only class that asks. Votes ({@link
 * io.github.rrm4j.judging.Voting}), held-out pairs ({@link io.github.rrm4j.judging.Evaluation}),
 * pools ({@link io.github.rrm4j.judging.pool}) and benchmarks differ in which questions they ask
 * and what they count. What a sample draws depends on its question's key: the seed, the pair's id,
 * the order and the number of the sample, and nothing beside it.
 *
 * <p>Words: a <em>judgement</em> is one completion of the judge; a <em>verdict</em> is what it says
 * (first, second), or why it says nothing (malformed, truncated, overlong); a <em>vote</em> is a
 * judgement counted for the sides of the pair's own order; a <em>match</em> is a pair of responses
 * to one query that are compared for a ranking.
 *
 * <p>Every default stands in {@code configs/base/judging.yaml}. Read {@link
 * io.github.rrm4j.judging.JudgeSpec} and {@link io.github.rrm4j.judging.Asker} first.
 */
package io.github.rrm4j.judging;
