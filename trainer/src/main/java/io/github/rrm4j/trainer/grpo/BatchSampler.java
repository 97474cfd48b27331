package io.github.rrm4j.trainer.grpo;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.trainer.stage.ShuffledEpochs;

/** Which items a step asks about, in its first round and in those that refill it. */
public final class BatchSampler {

  private final ShuffledEpochs order;
  private final ShuffledEpochs refillOrder;
  private final int rounds;

  /**
   * @param key what the orders depend on
   * @param rounds most rounds that refill a step
   */
  public BatchSampler(Key key, int items, int rounds) {
    this.order = new ShuffledEpochs(key.with("order"), items);
    this.refillOrder = new ShuffledEpochs(key.with("refill order"), items);
    this.rounds = rounds;
  }

  /**
   * The indices of a round.
   *
   * @param round 0 for the items whose turn it is; others, which refill the step, have an order of
   *     their own
   */
  public int[] of(long step, int round, int size) {
    return round == 0
        ? order.batch(step, size)
        : refillOrder.batch(step * rounds + round - 1, size);
  }

  /** What the draws of a round depend on, with the step. */
  public Key key(Key key, int round) {
    return round == 0 ? key : key.with("refill").with(round);
  }
}
