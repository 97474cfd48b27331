package io.github.rrm4j.evaluation.annotation;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.evaluation.annotation.Duel.Doubt;
import io.github.rrm4j.judging.policy.ReplyList;
import java.util.List;
import java.util.Optional;

/**
 * Which duels become preference pairs. A duel that does not is kept apart with its reason; it never
 * becomes an invented label.
 *
 * @param pairs which replies make a pair
 * @param threshold the least agreement, in [0, 1]
 * @param bothOrders whether each order alone must have the same winner
 */
public record Labelling(Pairs pairs, double threshold, boolean bothOrders) {

  /** Which replies to a prompt make a pair. */
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
   * A duel and what became of it.
   *
   * @param chosen a reply, by its index; the duel's a where nothing is decided
   * @param rejected the other reply
   * @param doubt why there is no label; empty where there is one
   */
  public record Label(
      ReplyList list,
      JudgedReplies judged,
      Duel duel,
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
    return judged.duels().stream()
        .filter(duel -> wanted(duel, judged))
        .map(duel -> label(list, judged, duel))
        .toList();
  }

  private boolean wanted(Duel duel, JudgedReplies judged) {
    return pairs == Pairs.ALL
        || between(duel, judged.best().orElseThrow(), judged.worst().orElseThrow());
  }

  /** Whether a duel is between two replies, in either order. */
  static boolean between(Duel duel, int one, int other) {
    return duel.a() == one && duel.b() == other || duel.a() == other && duel.b() == one;
  }

  private Label label(ReplyList list, JudgedReplies judged, Duel duel) {
    boolean first = duel.winner().orElse(Side.FIRST) == Side.FIRST;
    int chosen = first ? duel.a() : duel.b();
    int rejected = first ? duel.b() : duel.a();
    return new Label(list, judged, duel, chosen, rejected, doubt(judged, duel, chosen, rejected));
  }

  private Optional<Doubt> doubt(JudgedReplies judged, Duel duel, int chosen, int rejected) {
    if (duel.winner().isEmpty()) {
      boolean read = duel.all().first() + duel.all().second() > 0;
      return Optional.of(read ? Doubt.TIE : Doubt.UNREADABLE);
    }
    if (bothOrders && !duel.ordersAgree()) {
      return Optional.of(Doubt.ORDERS_DISAGREE);
    }
    if (duel.agreement() < threshold) {
      return Optional.of(Doubt.BELOW_THRESHOLD);
    }
    double lead =
        judged.ratings().get(chosen).orElseThrow() - judged.ratings().get(rejected).orElseThrow();
    return pairs == Pairs.BEST_WORST && !(lead > 0)
        ? Optional.of(Doubt.AGAINST_RANKING)
        : Optional.empty();
  }
}
