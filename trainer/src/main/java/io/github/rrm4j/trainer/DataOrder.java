package io.github.rrm4j.trainer;

import io.github.rrm4j.contracts.Key;

/** Which items a step trains on: every item once an epoch, in an order that the key decides. */
final class DataOrder {

  private final Key key;
  private final int items;
  private long epoch = -1;
  private int[] order;

  DataOrder(Key key, int items) {
    this.key = key;
    this.items = items;
  }

  /** The indices of a step's items. */
  int[] batch(long step, int size) {
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
