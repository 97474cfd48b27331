package io.github.rrm4j.judging;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;

/**
 * A pair that a judge is asked about in one order.
 *
 * @param pair in its own order
 * @param order in which it is shown
 * @param key what the draws depend on: sample g of the question draws from {@code key.with(g)}
 * @param first number of the first sample that is drawn
 */
public record Question(OpenPair pair, Order order, Key key, int first) {

  /** A question whose samples are drawn from the first one on. */
  public Question(OpenPair pair, Order order, Key key) {
    this(pair, order, key, 0);
  }

  /**
   * A question whose draws depend on the pair's id, the order and the number of the sample, and on
   * nothing that is asked beside it. Every judgement is keyed so, but for held-out pairs during
   * training, which are keyed by their place.
   *
   * @param key of everything that is drawn
   */
  public static Question of(OpenPair pair, Order order, Key key) {
    return new Question(pair, order, key.with(pair.id()).with(order.ordinal()));
  }

  /** The same question with draws of its own: block b of a pool that grows. */
  public Question block(int b) {
    return new Question(pair, order, key.with(b));
  }

  /** The same question, whose samples are those from number g on. */
  public Question from(int g) {
    return new Question(pair, order, key, g);
  }

  /** The pair as it is shown. */
  public OpenPair shown() {
    return order.of(pair);
  }
}
