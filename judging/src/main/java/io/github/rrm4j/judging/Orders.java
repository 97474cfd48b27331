package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Word;
import java.util.List;

/** In which orders the judgements of a pair see it. */
public enum Orders {
  /** All see the pair as it is. */
  GIVEN,
  /** All see it in one order, which a coin of the pair decides. */
  ONE,
  /**
   * Every other one sees the other order; a coin of the pair decides which order is first, and so
   * which has the odd judgement.
   */
  HALF,
  /** Each order has all the judgements: twice as many as were asked for. */
  BOTH;

  /** Judgements of a pair for which so many votes are asked. */
  public int judgements(int votes) {
    return this == BOTH ? 2 * votes : votes;
  }

  /** How many judgements of a pair can differ at temperature 0. */
  public int different() {
    return this == HALF || this == BOTH ? 2 : 1;
  }

  /** The order of the first judgement. */
  public Order first(Key key, String id) {
    return this == GIVEN || this == BOTH ? Order.GIVEN : Order.byCoin(key, id);
  }

  /** The orders in which a pair is shown, the first one first. */
  public List<Order> of(Key key, String id) {
    Order first = first(key, id);
    return different() == 1 ? List.of(first) : List.of(first, first.other());
  }

  /** The word in files and on the command line. */
  public String word() {
    return Word.of(this);
  }
}
