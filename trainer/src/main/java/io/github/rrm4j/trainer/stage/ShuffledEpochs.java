package io.github.rrm4j.trainer.stage;

import io.github.rrm4j.contracts.Key;

/** Which items a step trains on: every item once an epoch, in an order that the key decides. */
public final class ShuffledEpochs {

  private final Key key;
  private final int items;
  private long epoch = -1;
  private int[] order;

  /**
   * @param key decides the order of each epoch
   * @param items how many there are
   */
  public ShuffledEpochs(Key key, int items) {
    this.key = key;
    this.items = items;
  }

  public int[] batch(long step, int size) {
    int[] batch = new int[size];
    for (int i = 0; i < size; i++) {
      long at = step * size + i;
      if (at / items != epoch) {
        epoch = at / items;
        order = key.with(epoch).permutation(items);
      }
      batch[i] = order[(int) (at % items)];
    }
    return batch;
  }
}
