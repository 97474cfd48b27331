package io.github.rrm4j.rewards;

import io.github.rrm4j.data.Side;
import io.github.rrm4j.rewards.MajorityVote.Result;
import java.util.List;
import java.util.Optional;

/**
 * What the votes on a pair decide, as probabilities that sum to 1. Where nothing is left to chance,
 * one of them is 1.
 *
 * @param first that the first response is chosen
 * @param second that the second one is
 * @param tie that the answer is neither, which only a judge can give that can say it
 * @param unreadable that no vote can be read
 */
public record VoteDecision(double first, double second, double tie, double unreadable) {

  /** A result that nothing is left to chance in. */
  public static VoteDecision certain(Result result) {
    return shared(List.of(result));
  }

  /**
   * Results that are equally likely.
   *
   * @param results at least one, none of them {@link Result#SPLIT}
   */
  public static VoteDecision shared(List<Result> results) {
    double[] shares = new double[Result.values().length];
    results.forEach(result -> shares[result.ordinal()] += 1.0 / results.size());
    if (results.isEmpty() || shares[Result.SPLIT.ordinal()] > 0) {
      throw new IllegalArgumentException("a decision between " + results);
    }
    return new VoteDecision(
        shares[Result.FIRST.ordinal()],
        shares[Result.SECOND.ordinal()],
        shares[Result.TIE.ordinal()],
        shares[Result.UNREADABLE.ordinal()]);
  }

  /** What some votes decide, the results that lead being equally likely. */
  public static VoteDecision of(MajorityVote votes) {
    return shared(votes.leaders());
  }

  /** The result; {@link Result#SPLIT} where it is left to chance. */
  public Result result() {
    if (first == 1) {
      return Result.FIRST;
    }
    if (second == 1) {
      return Result.SECOND;
    }
    if (tie == 1) {
      return Result.TIE;
    }
    return unreadable == 1 ? Result.UNREADABLE : Result.SPLIT;
  }

  /** The chosen response; empty where neither is, or that is left to chance. */
  public Optional<Side> side() {
    return result().side();
  }

  /** The probability that a response is chosen. */
  public double of(Side side) {
    return side == Side.FIRST ? first : second;
  }

  /** That neither response is chosen. */
  public double neither() {
    return tie + unreadable;
  }

  /** What the first response gets for it as a player: 1 for a win, a half where neither wins. */
  public double points() {
    return first + neither() / 2;
  }

  /** This with the weight of its probability, added to another one. */
  public VoteDecision plus(double weight, VoteDecision other) {
    return new VoteDecision(
        first + weight * other.first,
        second + weight * other.second,
        tie + weight * other.tie,
        unreadable + weight * other.unreadable);
  }
}
