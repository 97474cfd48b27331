package io.github.rrm4j.rewards;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.rewards.MajorityVote.Result;
import java.util.List;

/**
 * How the split votes of a measurement are decided.
 *
 * @param splits the rule
 * @param key what the coins depend on, with the id of what is judged
 */
public record SplitRule(SplitVotes splits, Key key) {

  /** Every split vote counts half. */
  public static final SplitRule HALF = new SplitRule(SplitVotes.HALF, Key.of(0, "split votes"));

  /**
   * A rule of which the coins follow from a seed.
   *
   * @param seed of the measurement
   */
  public static SplitRule of(SplitVotes splits, long seed) {
    return new SplitRule(splits, Key.of(seed, "split votes"));
  }

  /**
   * What some votes decide.
   *
   * @param votes in the order in which they were drawn
   * @param id of what is judged
   * @param which of the votes on it they are, such as those of one order
   */
  public VoteDecision decide(List<Result> votes, String id, String which) {
    return splits.decide(votes, key.with(id).with(which));
  }
}
