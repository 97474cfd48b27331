package io.github.rrm4j.contracts;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyTest {

  private final Key key = Key.of(7, "test");

  @Test
  void theSamePathGivesTheSameNumbers() {
    assertEquals(key.with(3).with("a").bits(9), Key.of(7, "test").with(3).with("a").bits(9));
  }

  @Test
  void everyPartOfThePathMatters() {
    Set<Long> seen = new HashSet<>();
    for (long seed = 0; seed < 10; seed++) {
      for (String purpose : new String[] {"rollout", "order", ""}) {
        for (long step = 0; step < 10; step++) {
          for (long position = 0; position < 10; position++) {
            assertTrue(seen.add(Key.of(seed, purpose).with(step).bits(position)));
          }
        }
      }
    }
    assertNotEquals(key.with(1).with(2).bits(0), key.with(2).with(1).bits(0));
  }

  @Test
  void uniformNumbersHaveTheMomentsOfTheUniformDistribution() {
    int n = 100_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double u = key.uniform(i);
      assertTrue(u >= 0 && u < 1);
      sum += u;
      squares += u * u;
    }
    assertEquals(0.5, sum / n, 4 * Math.sqrt(1.0 / 12 / n));
    assertEquals(1.0 / 3, squares / n, 4 * Math.sqrt(4.0 / 45 / n));
  }

  @Test
  void neighbouringKeysAreNotCorrelated() {
    int n = 50_000;
    double product = 0;
    for (int i = 0; i < n; i++) {
      product += (key.with(i).uniform(0) - 0.5) * (key.with(i + 1).uniform(0) - 0.5);
    }
    assertEquals(0, product / n, 4.0 / 12 / Math.sqrt(n));
  }

  @Test
  void gaussianNumbersHaveMeanZeroAndVarianceOne() {
    int n = 100_000;
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double g = key.gaussian(i);
      sum += g;
      squares += g * g;
    }
    assertEquals(0, sum / n, 4 / Math.sqrt(n));
    assertEquals(1, squares / n, 4 * Math.sqrt(2.0 / n));
  }

  @Test
  void aPermutationHoldsEachIndexOnceAndPutsEachFirstEquallyOften() {
    int[] first = new int[5];
    for (int i = 0; i < 10_000; i++) {
      int[] order = key.with(i).permutation(5);
      first[order[0]]++;
      Arrays.sort(order);
      assertArrayEquals(new int[] {0, 1, 2, 3, 4}, order);
    }
    for (int count : first) {
      assertEquals(2000, count, 4 * Math.sqrt(1600));
    }
  }

  @Test
  void aBoundThatIsNotPositiveIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> key.below(0, 0));
  }
}
