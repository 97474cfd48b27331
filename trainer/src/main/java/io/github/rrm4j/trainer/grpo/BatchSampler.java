package io.github.rrm4j.trainer.grpo;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.trainer.stage.ShuffledEpochs;

/** Draws the items that a step asks about, in its first round and in those that refill it. */
public final class BatchSampler {

  private final Key key;
  private final ShuffledEpochs order;
  private final ShuffledEpochs refillOrder;
  private final int rounds;

  /**
   * @param key decides the orders
   * @param rounds most rounds that refill a step
   */
  public BatchSampler(Key key, int items, int rounds) {
    this.key = key;
    this.order = new ShuffledEpochs(key.with("order"), items);
    this.refillOrder = new ShuffledEpochs(key.with("refill order"), items);
    this.rounds = rounds;
  }

  /** The indices of a round; those that refill a step have an order of their own. */
  public int[] indices(Round round, int size) {
    return round.number() == 0
        ? order.batch(round.step(), size)
        : refillOrder.batch(round.step() * rounds + round.number() - 1, size);
  }

  /** What the draws of a round depend on, together with the step. */
  public Key key(Round round) {
    return round.number() == 0 ? key : key.with("refill").with(round.number());
  }
}
