/**
 * Ranking n responses to a query by the verdicts of a judge on pairs of them.
 *
 * <p>{@link io.github.rrm4j.rewards.tournament} decides who meets whom and what the games say; here
 * the judge is asked. Read {@link io.github.rrm4j.judging.ranking.Ranker}.
 */
package io.github.rrm4j.judging.ranking;
