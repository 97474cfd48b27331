package io.github.rrm4j.data.check;

import java.util.Arrays;

/** How long many texts are. */
public final class Lengths {

  private int[] values = new int[1 << 10];
  private int size;

  /** Adds the length of a text. */
  void add(int length) {
    values = size < values.length ? values : Arrays.copyOf(values, 2 * size);
    values[size++] = length;
  }

  /**
   * The smallest length that at least a share of the texts do not exceed; 0 of no texts.
   *
   * @param share in [0, 1]
   */
  public int quantile(double share) {
    if (size == 0) {
      return 0;
    }
    int[] sorted = Arrays.copyOf(values, size);
    Arrays.sort(sorted);
    return sorted[Math.max(0, (int) Math.ceil(share * size) - 1)];
  }
}
