package io.github.rrm4j.rewards.tournament;

import java.util.List;

/**
 * Who plays whom, round by round.
 *
 * <p>A function of the games so far: the same games give the same next round. No pair is asked for
 * twice.
 */
public sealed interface Schedule permits Knockout, RoundRobin, RandomOpponents, OneOpponent, Swiss {

  /**
   * The matches of the next round.
   *
   * @param players n, at least 1
   * @param played the rounds so far, each with the games of its matches in their order
   * @return empty when the tournament is over
   */
  List<Match> round(int players, List<List<ScoredMatch>> played);
}
