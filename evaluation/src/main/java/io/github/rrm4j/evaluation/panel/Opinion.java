package io.github.rrm4j.evaluation.panel;

import io.github.rrm4j.data.Side;
import io.github.rrm4j.rewards.RoutingRule;
import io.github.rrm4j.rewards.VoteDecision;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one judge said of a comparison, all its judgements in all orders together.
 *
 * @param id of the comparison
 * @param gold the better response in the comparison's own order
 * @param votes what its votes decide; a split vote counts half for each
 * @param probability that the first response is better, as the judge's own numbers have it: the
 *     mean over its judgements of the probability of the verdict tokens (sigma of the margin of a
 *     scalar model), one half where there is no verdict; the share of the votes where no number is
 *     kept
 * @param tokens that it generated; 0 of a scalar model
 * @param dollars what an API took for it; empty where that is not known
 */
public record Opinion(
    String id,
    String subset,
    Side gold,
    VoteDecision votes,
    double probability,
    long tokens,
    OptionalDouble dollars) {

  /** How far the probability is from one half, from 0 to 1. */
  public double margin() {
    return RoutingRule.margin(probability);
  }

  /** The credit of its votes: 1 where right, one half where they decide nothing, else 0. */
  public double right() {
    return votes.of(gold) + votes.neither() / 2;
  }

  /** The credit of the response that has the larger probability. */
  public double rightByProbability() {
    double first = probability > 0.5 ? 1 : probability < 0.5 ? 0 : 0.5;
    return gold == Side.FIRST ? first : 1 - first;
  }

  /** The response that it chooses; empty where neither. */
  public Optional<Side> choice() {
    return votes.first() > votes.second()
        ? Optional.of(Side.FIRST)
        : votes.second() > votes.first() ? Optional.of(Side.SECOND) : Optional.empty();
  }
}
