package io.github.rrm4j.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows of similar length together, as many as a token budget allows.
 *
 * @param batches indices of the rows of each micro-batch
 * @param paddingShare padded positions as a share of all positions computed
 */
public record MicroBatches(List<int[]> batches, double paddingShare) {

  /** A smaller micro-batch may be padded as it comes. */
  private static final int FEWEST_POSITIONS = 512;

  private static final double MOST_PADDING = 0.08;

  /**
   * @param rows sequences
   * @param chosen which of the rows
   * @param tokenBudget most positions, padding included, of a micro-batch of more than one row
   */
  public static MicroBatches of(List<TokenSequence> rows, int[] chosen, int tokenBudget) {
    int[] lengths = rows.stream().mapToInt(TokenSequence::length).toArray();
    return ofLengths(lengths, chosen, tokenBudget);
  }

  /**
   * @param lengths tokens of each row
   * @param chosen which of the rows
   * @param tokenBudget most positions, padding included, of a micro-batch of more than one row
   */
  public static MicroBatches ofLengths(int[] lengths, int[] chosen, int tokenBudget) {
    int[] order =
        IntStream.of(chosen)
            .boxed()
            .sorted(Comparator.comparingInt(r -> -lengths[r]))
            .mapToInt(Integer::intValue)
            .toArray();
    List<int[]> batches = new ArrayList<>();
    long computed = 0;
    long real = 0;
    int from = 0;
    while (from < order.length) {
      int longest = lengths[order[from]]; // rows are sorted, the first is the longest
      int size = Math.max(1, Math.min(order.length - from, tokenBudget / longest));
      size = untilPaddingGrows(lengths, order, from, size);
      int[] batch = Arrays.copyOfRange(order, from, from + size);
      batches.add(batch);
      computed += (long) longest * size;
      real += IntStream.of(batch).mapToLong(r -> lengths[r]).sum();
      from += size;
    }
    return new MicroBatches(batches, computed == 0 ? 0 : 1 - (double) real / computed);
  }

  /** Fewer rows where the last of so many would be padded too much, but not too few to be fast. */
  private static int untilPaddingGrows(int[] lengths, int[] order, int from, int most) {
    int longest = lengths[order[from]];
    long real = longest;
    for (int size = 1; size < most; size++) {
      real += lengths[order[from + size]];
      long computed = (long) longest * (size + 1);
      if (computed > FEWEST_POSITIONS && computed - real > MOST_PADDING * computed) {
        return size;
      }
    }
    return most;
  }
}
