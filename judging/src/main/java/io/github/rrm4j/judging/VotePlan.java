package io.github.rrm4j.judging;

import io.github.rrm4j.rewards.SplitVotes;
import io.github.rrm4j.rewards.StoppingRule;

/**
 * How often a pair is judged and what its judgements add up to.
 *
 * @param votes judgements of a pair, of each order where both are shown; the most where they may
 *     stop
 * @param stop when fewer are enough
 * @param orders in which orders a pair is shown
 * @param splits how as many votes for the one response as for the other are decided
 */
public record VotePlan(int votes, StoppingRule stop, Orders orders, SplitVotes splits) {

  /** One judgement of the pair as it is. */
  public static final VotePlan ONE =
      new VotePlan(1, StoppingRule.NEVER, Orders.GIVEN, SplitVotes.COIN);

  /** The same with another number of votes. */
  public VotePlan votes(int most) {
    return new VotePlan(most, stop, orders, splits);
  }

  /** The same with another rule of when they stop. */
  public VotePlan stop(StoppingRule rule) {
    return new VotePlan(votes, rule, orders, splits);
  }

  /** The same with pairs shown in other orders. */
  public VotePlan orders(Orders other) {
    return new VotePlan(votes, stop, other, splits);
  }

  /** The same with another rule for split votes. */
  public VotePlan splits(SplitVotes rule) {
    return new VotePlan(votes, stop, orders, rule);
  }
}
