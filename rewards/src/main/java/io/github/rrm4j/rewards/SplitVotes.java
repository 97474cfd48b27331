package io.github.rrm4j.rewards;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.rewards.MajorityVote.Result;
import java.util.List;

/**
 * How a split vote is decided: as many votes for the one as for the other.
 *
 * <p>A majority says nothing there, and to count it as wrong would make two votes of a judge worse
 * than one: with p the accuracy of a vote, two are p^2 where both must be right, and p again where
 * a split is right half of the time. Only votes that can be read take part, and an answer that
 * neither response is better takes part where the judge gives it.
 */
public enum SplitVotes {
  /**
   * A coin: each item has one result, which is right or wrong, and the expected value is that of
   * {@link #HALF}. It depends on the seed and on what is judged, not on the order of asking.
   */
  COIN,
  /** Half of the credit for each: the expected value over the coin. */
  HALF,
  /** The first vote for one of those that lead: the order of the samples decides. */
  FIRST,
  /**
   * Neither response: a judge whose votes, or whose two orders, do not agree calls it a tie. That
   * is wrong where one response is better, and right where people call it a tie.
   */
  TIE;

  /**
   * What some votes decide.
   *
   * @param votes in the order in which they were drawn; those that cannot be read are {@link
   *     Result#UNREADABLE}
   * @param coin what the coin depends on
   */
  public VoteDecision decide(List<Result> votes, Key coin) {
    List<Result> leaders = MajorityVote.counted(votes).leaders();
    return switch (this) {
      case COIN -> VoteDecision.certain(leaders.get(coin.below(0, leaders.size())));
      case HALF -> VoteDecision.shared(leaders);
      case FIRST ->
          VoteDecision.certain(
              votes.stream().filter(leaders::contains).findFirst().orElse(Result.UNREADABLE));
      case TIE -> VoteDecision.certain(leaders.size() > 1 ? Result.TIE : leaders.get(0));
    };
  }

  /** The word in files and on the command line. */
  public String word() {
    return Word.of(this);
  }
}
