/**
 * From judgements of two responses to a ranking of n.
 *
 * <pre>
 *   Schedule --matches of a round--> Competition --all queries at once--> Referee --> Game --> Rating --> Ranking
 * </pre>
 *
 * <p>Words: a <em>player</em> is one of the n responses to a query, by its index; a <em>match</em>
 * is two players, without an order; a <em>bout</em> is the judgements of a match; a <em>game</em>
 * is a match with its score; a <em>comparison</em> is a match that had to be judged, which happens
 * once however often it is asked for.
 *
 * <p>A {@link io.github.rrm4j.rewards.tournament.Schedule} and a {@link
 * io.github.rrm4j.rewards.tournament.Rating} are functions of the games so far: they keep no state,
 * and what they draw is keyed. So a tournament can be replayed from its games.
 *
 * <p>Source: Guo et al. 2025, "Reward Reasoning Model", arXiv 2505.14674 (knockout and Elo over the
 * verdicts of a judge).
 *
 * <p>Read {@link io.github.rrm4j.rewards.tournament.Knockout} first, then {@link
 * io.github.rrm4j.rewards.tournament.Competition}.
 */
package io.github.rrm4j.rewards.tournament;
