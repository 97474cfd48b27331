package io.github.rrm4j.evaluation.benchmark;

import io.github.rrm4j.contracts.Key;
import java.util.List;

/** In how many orders each comparison is shown. */
public enum Orders {
  /** In one, which a coin of the comparison decides. */
  ONE,
  /** In both. */
  BOTH;

  /**
   * The orders of a comparison; they depend on the key and on the comparison's id alone.
   *
   * @param key of the whole evaluation
   */
  public List<Order> of(Comparison comparison, Key key) {
    if (this == BOTH) {
      return List.of(Order.GIVEN, Order.SWAPPED);
    }
    double coin = key.with(comparison.id()).with("order").uniform(0);
    return List.of(coin < 0.5 ? Order.SWAPPED : Order.GIVEN);
  }
}
