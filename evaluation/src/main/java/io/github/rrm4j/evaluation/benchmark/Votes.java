package io.github.rrm4j.evaluation.benchmark;

import io.github.rrm4j.data.Side;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.rewards.MajorityVote.Result;
import java.util.List;

/**
 * What several judgements of one comparison add up to, for the responses in their own order.
 *
 * <p>The result is the answer with the most votes. As many votes for the one response as for the
 * other are a tie; so is a draw with the votes for a tie. Judgements that cannot be read are no
 * votes.
 *
 * @param first votes for the first response
 * @param second votes for the second response
 * @param tie votes for neither
 * @param unreadable judgements without a vote
 */
public record Votes(int first, int second, int tie, int unreadable) {

  public static final Votes NONE = new Votes(0, 0, 0, 0);

  /** The votes of judgements in one order. */
  public static Votes of(List<Sample> samples, Order order) {
    int[] counts = new int[Answer.values().length];
    for (Sample sample : samples) {
      Answer answer = order == Order.GIVEN ? sample.answer() : sample.answer().swapped();
      counts[answer.ordinal()]++;
    }
    return new Votes(
        counts[Answer.FIRST.ordinal()],
        counts[Answer.SECOND.ordinal()],
        counts[Answer.TIE.ordinal()],
        counts[Answer.MALFORMED.ordinal()] + counts[Answer.TRUNCATED.ordinal()]);
  }

  /** The answer with the most votes. */
  public Result result() {
    if (first + second + tie == 0) {
      return Result.UNREADABLE;
    }
    if (first > Math.max(second, tie)) {
      return Result.FIRST;
    }
    return second > Math.max(first, tie) ? Result.SECOND : Result.TIE;
  }

  public int votesFor(Side side) {
    return side == Side.FIRST ? first : second;
  }

  /**
   * Share of the readable votes that a response has, a tie counting half for each; one half where
   * no vote can be read.
   */
  public double share(Side side) {
    int readable = first + second + tie;
    return readable == 0 ? 0.5 : (votesFor(side) + 0.5 * tie) / readable;
  }

  public int judgements() {
    return first + second + tie + unreadable;
  }

  /** These votes and others on the same comparison. */
  public Votes plus(Votes other) {
    return new Votes(
        first + other.first, second + other.second, tie + other.tie, unreadable + other.unreadable);
  }
}
