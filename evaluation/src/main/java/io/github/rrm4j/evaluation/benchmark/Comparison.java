package io.github.rrm4j.evaluation.benchmark;

import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.judging.Order;
import java.util.Optional;

/**
 * Two responses that a judge is asked to compare.
 *
 * @param subset the part of the benchmark that its item belongs to
 * @param pair the query and the responses in their own order, by an id that is unique in the
 *     benchmark; the gold is empty where neither response is better
 */
public record Comparison(String subset, OpenPair pair) {

  /** A comparison whose first response is the better one. */
  public static Comparison better(
      String id, String subset, String query, String better, String worse) {
    return new Comparison(subset, new OpenPair(id, query, better, worse, Optional.of(Side.FIRST)));
  }

  public String id() {
    return pair.id();
  }

  /** The pair as it is shown. */
  public OpenPair shown(Order order) {
    return order.of(pair);
  }

  /** A comparison in one order: what one prompt shows. */
  public record PresentedPair(Comparison comparison, Order order) {

    /** What tells it from other showings of a benchmark. */
    public String key() {
      return key(comparison.id(), order);
    }

    static String key(String id, Order order) {
      return order.word() + " " + id;
    }
  }
}
