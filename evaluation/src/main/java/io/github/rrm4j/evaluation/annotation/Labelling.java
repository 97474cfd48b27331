package io.github.rrm4j.evaluation.annotation;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.evaluation.annotation.JudgedReplies.ReplyMatch;
import io.github.rrm4j.evaluation.annotation.JudgedReplies.ReplyMatch.Doubt;
import io.github.rrm4j.judging.policy.ReplyList;
import io.github.rrm4j.rewards.MajorityVote;
import java.util.List;
import java.util.Optional;

/**
 * Which matches become preference pairs. A match that does not is kept apart with its reason; it
 * never becomes an invented label.
 *
 * @param pairs which replies make a pair
 * @param threshold the least agreement, in [0, 1]
 * @param bothOrders whether each order alone must have the same winner
 */
public record Labelling(Pairs pairs, double threshold, boolean bothOrders) {

  public enum Pairs {
    /** The first place against the last. */
    BEST_WORST,
    /** All that were judged. */
    ALL
  }

  /**
   * @throws InvalidInput if the threshold is out of its range
   */
  public Labelling {
    if (!(threshold >= 0 && threshold <= 1)) {
      throw new InvalidInput("annotate: the threshold is " + threshold + ", must be in [0, 1]");
    }
  }

  /**
   * A match and what became of it.
   *
   * @param chosen a reply, by its index; the match's a where nothing is decided
   * @param rejected the other reply
   * @param doubt why there is no label; empty where there is one
   */
  public record Label(
      ReplyList list,
      JudgedReplies judged,
      ReplyMatch match,
      int chosen,
      int rejected,
      Optional<Doubt> doubt) {

    /** Whether the label is the gold one; empty without gold, or where gold has both alike. */
    public Optional<Boolean> right() {
      return list.scores()
          .filter(gold -> !gold.get(chosen).equals(gold.get(rejected)))
          .map(gold -> gold.get(chosen) > gold.get(rejected));
    }
  }

  /** The labels of one prompt. */
  public List<Label> of(ReplyList list, JudgedReplies judged) {
    return judged.matches().stream()
        .filter(match -> wanted(match, judged))
        .map(match -> label(list, judged, match))
        .toList();
  }

  private boolean wanted(ReplyMatch match, JudgedReplies judged) {
    return pairs == Pairs.ALL
        || between(match, judged.best().orElseThrow(), judged.worst().orElseThrow());
  }

  /** Whether a match is between two replies, in either order. */
  static boolean between(ReplyMatch match, int one, int other) {
    return match.a() == one && match.b() == other || match.a() == other && match.b() == one;
  }

  /** The reply with more votes; a split vote has none, however the ranking takes it. */
  private static Optional<Side> winner(ReplyMatch match) {
    return match.tally().result().side();
  }

  private Label label(ReplyList list, JudgedReplies judged, ReplyMatch match) {
    boolean first = winner(match).orElse(Side.FIRST) == Side.FIRST;
    int chosen = first ? match.a() : match.b();
    int rejected = first ? match.b() : match.a();
    return new Label(list, judged, match, chosen, rejected, doubt(judged, match, chosen, rejected));
  }

  private Optional<Doubt> doubt(JudgedReplies judged, ReplyMatch match, int chosen, int rejected) {
    if (winner(match).isEmpty()) {
      return Optional.of(undecided(match.tally().all()));
    }
    if (bothOrders && !match.tally().ordersAgree()) {
      return Optional.of(Doubt.ORDERS_DISAGREE);
    }
    if (match.tally().agreement(winner(match)) < threshold) {
      return Optional.of(Doubt.BELOW_THRESHOLD);
    }
    double lead =
        judged.ratings().get(chosen).orElseThrow() - judged.ratings().get(rejected).orElseThrow();
    return pairs == Pairs.BEST_WORST && !(lead > 0)
        ? Optional.of(Doubt.AGAINST_RANKING)
        : Optional.empty();
  }

  private static Doubt undecided(MajorityVote votes) {
    if (votes.result() == MajorityVote.Result.TIE) {
      return Doubt.TIE;
    }
    if (votes.first() + votes.second() > 0) {
      return Doubt.SPLIT;
    }
    if (votes.failed() > 0) {
      return Doubt.FAILED;
    }
    return votes.overlong() > 0 ? Doubt.OVERLONG : Doubt.UNREADABLE;
  }
}
