package io.github.rrm4j.judging;

import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.rewards.MajorityVote;
import java.util.Optional;

/**
 * All votes on one pair.
 *
 * @param pair as it is in its file
 * @param given votes on the pair in its own order
 * @param swapped votes on the pair in the other order, counted for the sides of its own order
 * @param thinkingTokens of all judgements together
 * @param forced judgements whose thinking was ended by force
 */
public record Ballot(
    OpenPair pair, MajorityVote given, MajorityVote swapped, long thinkingTokens, int forced) {

  /** The votes of both orders together. */
  public MajorityVote all() {
    return given.plus(swapped);
  }

  /** The verdict: the majority of the votes of both orders together. */
  public MajorityVote.Result result() {
    return all().result();
  }

  /** Mean tokens before the end of thinking. */
  public double thinkingMean() {
    return (double) thinkingTokens / all().judgements();
  }

  /** Whether each order alone has a majority, for the same response. */
  public boolean consistent() {
    Optional<Side> side = given.result().side();
    return side.isPresent() && side.equals(swapped.result().side());
  }

  /** Whether the verdict is the gold, where there is one. */
  public Optional<Boolean> correct() {
    return pair.gold().map(gold -> result().side().equals(Optional.of(gold)));
  }
}
