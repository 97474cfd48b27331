package io.github.rrm4j.evaluation.benchmark;

import io.github.rrm4j.judging.Order;

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
