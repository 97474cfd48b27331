package io.github.rrm4j.rewards.tournament;

import io.github.rrm4j.data.Side;
import io.github.rrm4j.rewards.VoteDecision;

/**
 * A match that was played.
 *
 * @param match who played
 * @param score of the match's player a: 1 for a win, 0 for a loss, 0.5 for a draw
 */
public record ScoredMatch(Match match, double score) {

  /**
   * @throws IllegalArgumentException if the score is none of the three
   */
  public ScoredMatch {
    if (score != 0 && score != 0.5 && score != 1) {
      throw new IllegalArgumentException("the score of a game is 0, 0.5 or 1, not " + score);
    }
  }

  /**
   * The game that some votes decide; a split vote is a draw where each side has half of it, and so
   * is a match of which no vote can be read.
   *
   * @param decision with player a as the first response
   */
  public static ScoredMatch of(Match match, VoteDecision decision) {
    double score = decision.side().map(side -> side == Side.FIRST ? 1.0 : 0.0).orElse(0.5);
    return new ScoredMatch(match, score);
  }

  public boolean draw() {
    return score == 0.5;
  }
}
