package io.github.rrm4j.data.check;

import java.util.Arrays;

/** Hashes of 64 bits in 8 bytes each, once each, in ascending order. */
final class HashSet64 {

  private static final int FIRST_ROOM = 1 << 10;

  private final int most;
  private long[] hashes = new long[FIRST_ROOM]; // the first `sorted` of them ascending, each once
  private int sorted;
  private int size;
  private long last = Long.MAX_VALUE; // the largest hash that has a place
  private boolean whole = true;

  /**
   * @param most how many are kept: of more the smallest ones
   */
  HashSet64(int most) {
    this.most = most;
  }

  void put(long hash) {
    if (hash > last) {
      return;
    }
    if (size == hashes.length) {
      sort();
      if (size > hashes.length / 2) {
        hashes = Arrays.copyOf(hashes, Math.multiplyExact(2, hashes.length));
      }
    }
    hashes[size++] = hash;
  }

  void addAll(HashSet64 others) {
    others.sort();
    for (int i = 0; i < others.size; i++) {
      put(others.hashes[i]);
    }
    if (!others.whole) {
      keepTo(others.last);
    }
  }

  /** Puts them into order, each once, and drops the largest where they are too many. */
  private void sort() {
    if (sorted == size) {
      return;
    }
    long[] unique = Arrays.stream(hashes, 0, size).sorted().distinct().toArray();
    if (unique.length > most) {
      unique = Arrays.copyOf(unique, most);
      whole = false;
      last = unique[most - 1];
    }
    System.arraycopy(unique, 0, hashes, 0, unique.length);
    size = unique.length;
    sorted = size;
  }

  /** Says that hashes above one were dropped, and drops them. */
  void keepTo(long largest) {
    sort();
    whole = false;
    last = Math.min(last, largest);
    while (size > 0 && hashes[size - 1] > last) {
      size--;
    }
    sorted = size;
  }

  boolean has(long hash) {
    sort();
    return Arrays.binarySearch(hashes, 0, size, hash) >= 0;
  }

  int size() {
    sort();
    return size;
  }

  /** The hash of a place, which is below {@link #size}. */
  long at(int place) {
    return hashes[place];
  }

  /** Whether none was dropped. */
  boolean whole() {
    sort();
    return whole;
  }

  /** The largest hash that would have been kept. */
  long last() {
    sort();
    return last;
  }
}
