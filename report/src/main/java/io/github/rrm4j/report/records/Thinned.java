package io.github.rrm4j.report.records;

import java.util.ArrayList;
import java.util.List;

/**
 * Evenly spaced members of a stream of unknown length, in the memory of a few: when it is full,
 * every second one leaves and from then on half as many are taken.
 */
final class Thinned<T> {

  private final int capacity;
  private final List<T> kept = new ArrayList<>();
  private long seen;
  private long stride = 1;

  /**
   * @param capacity the most that are kept; once it was reached, at least half as many are
   */
  Thinned(int capacity) {
    this.capacity = capacity;
  }

  void add(T member) {
    long index = seen++;
    if (index % stride == 0 && kept.size() == capacity) {
      for (int i = kept.size() - 1; i >= 0; i--) {
        if (i % 2 == 1) {
          kept.remove(i);
        }
      }
      stride *= 2;
    }
    if (index % stride == 0) {
      kept.add(member);
    }
  }

  /** How many members were added, kept or not. */
  long seen() {
    return seen;
  }

  List<T> kept() {
    return List.copyOf(kept);
  }
}
