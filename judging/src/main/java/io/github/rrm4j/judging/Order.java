package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.OpenPair;

/** The order in which the two responses of a pair are shown. */
public enum Order {
  /** As the pair has them. */
  GIVEN,
  /** The second response first. */
  SWAPPED;

  /**
   * The order that a coin of the pair decides; it depends on nothing but its arguments.
   *
   * @param key of everything that is drawn
   * @param id of the pair
   */
  public static Order byCoin(Key key, String id) {
    return key.with(id).with("order").uniform(0) < 0.5 ? SWAPPED : GIVEN;
  }

  public Order other() {
    return this == GIVEN ? SWAPPED : GIVEN;
  }

  /** The pair as it is shown. */
  public OpenPair of(OpenPair pair) {
    return this == GIVEN ? pair : pair.swapped();
  }

  /** The word in files. */
  public String word() {
    return Word.of(this);
  }
}
