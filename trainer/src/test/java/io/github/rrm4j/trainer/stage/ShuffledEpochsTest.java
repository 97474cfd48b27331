package io.github.rrm4j.trainer.stage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.github.rrm4j.contracts.Key;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DataOrderTest {

  private static final Key KEY = Key.of(4, "order");

  /** The items of the first steps, one after the other. */
  private static int[] items(ShuffledEpochs order, int size, int count) {
    int[] items = new int[count];
    for (int i = 0; i < count; i++) {
      items[i] = order.batch(i / size, size)[i % size];
    }
    return items;
  }

  @ParameterizedTest(name = "{0} items in batches of {1}")
  @CsvSource({"12, 4", "10, 4", "7, 3", "5, 5", "3, 8", "1, 2"})
  void everyItemOnceAnEpoch(int count, int size) {
    int[] items = items(new ShuffledEpochs(KEY, count), size, 6 * count);
    for (int epoch = 0; epoch < 6; epoch++) {
      int[] once = Arrays.copyOfRange(items, epoch * count, (epoch + 1) * count);
      Arrays.sort(once);
      assertArrayEquals(IntStream.range(0, count).toArray(), once);
    }
  }

  @Test
  void epochsHaveOrdersOfTheirOwn() {
    int[] items = items(new ShuffledEpochs(KEY, 20), 5, 40);
    assertFalse(Arrays.equals(Arrays.copyOfRange(items, 0, 20), Arrays.copyOfRange(items, 20, 40)));
    assertFalse(Arrays.equals(Arrays.copyOfRange(items, 0, 20), IntStream.range(0, 20).toArray()));
  }

  @Test
  void theKeyDecidesTheOrder() {
    int[] items = items(new ShuffledEpochs(KEY, 20), 5, 60);
    assertArrayEquals(items, items(new ShuffledEpochs(Key.of(4, "order"), 20), 5, 60));
    assertFalse(Arrays.equals(items, items(new ShuffledEpochs(Key.of(5, "order"), 20), 5, 60)));
  }

  @Test
  void aStepsBatchDoesNotDependOnWhatWasAskedBefore() {
    ShuffledEpochs inTurn = new ShuffledEpochs(KEY, 10);
    int[][] batches = new int[12][];
    for (int step = 0; step < 12; step++) {
      batches[step] = inTurn.batch(step, 4); // steps 2 and 7 reach over the end of an epoch
    }
    ShuffledEpochs jumping = new ShuffledEpochs(KEY, 10);
    for (int step : new int[] {11, 2, 7, 0, 2, 5, 1, 10, 3}) {
      assertArrayEquals(batches[step], jumping.batch(step, 4), "step " + step);
    }
    assertEquals(4, batches[2].length);
  }

  @Test
  void aLateStepIsReachedAtOnce() {
    int[] late = new ShuffledEpochs(KEY, 1000).batch(1_000_000_000_000L, 3);
    assertArrayEquals(late, new ShuffledEpochs(KEY, 1000).batch(1_000_000_000_000L, 3));
    assertEquals(3, Arrays.stream(late).distinct().count());
  }
}
