package io.github.rrm4j.data;

import java.util.OptionalInt;

/**
 * A map from fingerprints to numbers in 40 bytes an entry or less, so that a data set's millions of
 * rows can be told apart in memory.
 *
 * <p>Source: open addressing with linear probing (Knuth, The Art of Computer Programming, volume 3,
 * section 6.4). A fingerprint is its own hash.
 */
public final class Fingerprints {

  private long[] high = new long[1 << 10];
  private long[] low = new long[1 << 10];
  private int[] values = new int[1 << 10];
  private boolean[] taken = new boolean[1 << 10];
  private int size;

  /**
   * Remembers a number under a fingerprint that has none yet.
   *
   * @return the number that it has already, which stays; empty if it had none
   */
  public OptionalInt put(Fingerprint fingerprint, int value) {
    int at = slot(fingerprint);
    if (taken[at]) {
      return OptionalInt.of(values[at]);
    }
    if (size >= taken.length / 4 * 3) {
      grow();
      at = slot(fingerprint);
    }
    high[at] = fingerprint.high();
    low[at] = fingerprint.low();
    values[at] = value;
    taken[at] = true;
    size++;
    return OptionalInt.empty();
  }

  /** The number of a fingerprint. */
  public OptionalInt find(Fingerprint fingerprint) {
    int at = slot(fingerprint);
    return taken[at] ? OptionalInt.of(values[at]) : OptionalInt.empty();
  }

  private int slot(Fingerprint fingerprint) {
    int at = (int) (fingerprint.low() & (taken.length - 1));
    while (taken[at] && (low[at] != fingerprint.low() || high[at] != fingerprint.high())) {
      at = (at + 1) & (taken.length - 1);
    }
    return at;
  }

  private void grow() {
    long[] oldHigh = high;
    long[] oldLow = low;
    int[] oldValues = values;
    boolean[] oldTaken = taken;
    int length = Math.multiplyExact(oldTaken.length, 2);
    high = new long[length];
    low = new long[length];
    values = new int[length];
    taken = new boolean[length];
    for (int i = 0; i < oldTaken.length; i++) {
      if (oldTaken[i]) {
        int at = slot(new Fingerprint(oldHigh[i], oldLow[i]));
        high[at] = oldHigh[i];
        low[at] = oldLow[i];
        values[at] = oldValues[i];
        taken[at] = true;
      }
    }
  }
}
