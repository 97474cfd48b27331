package io.github.rrm4j.rewards;

import io.github.rrm4j.data.Side;
import java.util.Optional;

/**
 * The votes on one pair, by the order in which it was shown.
 *
 * @param given votes on the pair in its own order
 * @param swapped votes on the pair in the other order, counted for the sides of its own order
 */
public record VoteTally(MajorityVote given, MajorityVote swapped) {

  /** The votes of both orders together. */
  public MajorityVote all() {
    return given.plus(swapped);
  }

  /** The majority of the votes of both orders together, before a split vote is decided. */
  public MajorityVote.Result result() {
    return all().result();
  }

  /** Whether each order alone has a majority, for the same response. */
  public boolean ordersAgree() {
    Optional<Side> side = given.result().side();
    return side.isPresent() && side.equals(swapped.result().side());
  }

  /**
   * Votes for the winner as a share of all judgements, unreadable ones among them.
   *
   * @param winner empty where there is none; the share is then 0
   */
  public double agreement(Optional<Side> winner) {
    return winner.map(side -> (double) all().votesFor(side) / all().judgements()).orElse(0.0);
  }
}
