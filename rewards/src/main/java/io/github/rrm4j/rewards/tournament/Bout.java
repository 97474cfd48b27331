package io.github.rrm4j.rewards.tournament;

import io.github.rrm4j.rewards.MajorityVote;

/**
 * The judgements of one match.
 *
 * @param given the votes on the match with a shown first
 * @param swapped the votes on the match with b shown first, counted for the same sides: a is the
 *     first
 * @param thinkingTokens of all judgements together
 */
public record Bout(MajorityVote given, MajorityVote swapped, long thinkingTokens) {

  /** The votes of both orders together, with the match's player a as the first response. */
  public MajorityVote votes() {
    return given.plus(swapped);
  }
}
