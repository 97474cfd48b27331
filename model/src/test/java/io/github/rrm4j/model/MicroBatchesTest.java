package io.github.rrm4j.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class MicroBatchesTest {

  private static List<TokenSequence> rows(int... lengths) {
    return Arrays.stream(lengths)
        .mapToObj(length -> new TokenSequence(new int[1], new int[length - 1]))
        .toList();
  }

  private static int[] all(List<TokenSequence> rows) {
    return IntStream.range(0, rows.size()).toArray();
  }

  @Test
  void byHand() {
    List<TokenSequence> rows = rows(3, 2, 5);
    MicroBatches micro = MicroBatches.of(rows, all(rows), 10);
    assertEquals(2, micro.batches().size());
    assertArrayEquals(new int[] {2, 0}, micro.batches().get(0)); // 5 + 3 of 2 x 5
    assertArrayEquals(new int[] {1}, micro.batches().get(1)); // 2 of 1 x 2
    assertEquals(1 - 10 / 12.0, micro.paddingShare(), 1e-12);
  }

  @Test
  void aRowLongerThanTheBudgetIsAlone() {
    List<TokenSequence> rows = rows(4, 30, 4, 25);
    MicroBatches micro = MicroBatches.of(rows, all(rows), 8);
    assertArrayEquals(new int[] {1}, micro.batches().get(0));
    assertArrayEquals(new int[] {3}, micro.batches().get(1));
    assertArrayEquals(new int[] {0, 2}, micro.batches().get(2));
    assertEquals(0, micro.paddingShare());
  }

  @Test
  void onlyTheChosenRowsAreThere() {
    MicroBatches micro = MicroBatches.of(rows(5, 6, 7, 8), new int[] {3, 1}, 100);
    assertEquals(1, micro.batches().size());
    assertArrayEquals(new int[] {3, 1}, micro.batches().get(0));
    assertEquals(1 - 14 / 16.0, micro.paddingShare(), 1e-12);
  }

  @Test
  void everyRowOnceAndTheBudgetKept() {
    for (int round = 0; round < 200; round++) {
      Key key = Key.of(round, "micro-batches");
      int[] lengths =
          IntStream.range(0, 1 + key.below(0, 40)).map(i -> 2 + key.below(i + 1, 60)).toArray();
      List<TokenSequence> rows = rows(lengths);
      int budget = 1 + key.below(-1, 200);
      MicroBatches micro = MicroBatches.of(rows, all(rows), budget);
      int[] seen = new int[lengths.length];
      long computed = 0;
      for (int[] batch : micro.batches()) {
        int longest = Arrays.stream(batch).map(row -> lengths[row]).max().orElseThrow();
        assertTrue(batch.length == 1 || batch.length * longest <= budget);
        Arrays.stream(batch).forEach(row -> seen[row]++);
        computed += (long) batch.length * longest;
      }
      assertTrue(Arrays.stream(seen).allMatch(times -> times == 1), Arrays.toString(seen));
      assertEquals(
          1 - (double) Arrays.stream(lengths).sum() / computed, micro.paddingShare(), 1e-12);
    }
  }

  @Test
  void rowsOfOneLengthKeepTheirOrder() {
    List<TokenSequence> rows = rows(4, 4, 4, 4);
    MicroBatches micro = MicroBatches.of(rows, new int[] {2, 0, 3, 1}, 8);
    assertArrayEquals(new int[] {2, 0}, micro.batches().get(0));
    assertArrayEquals(new int[] {3, 1}, micro.batches().get(1));
  }
}
