package io.github.rrm4j.rewards.tournament;

import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rewards.VoteTally;

/**
 * The judgements of one match.
 *
 * @param tally the votes, with the match's player a as the first response
 * @param thinkingTokens of all judgements together
 */
public record MatchResult(VoteTally tally, long thinkingTokens) {

  /** The votes of both orders together, with the match's player a as the first response. */
  public MajorityVote votes() {
    return tally.all();
  }
}
