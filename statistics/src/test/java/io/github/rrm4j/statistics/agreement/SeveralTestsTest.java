package io.github.rrm4j.statistics.agreement;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class SeveralTestsTest {

  @Test
  void fishersTestSumsTheTablesThatAreNoMoreLikely() {
    // The lady tasting tea: 2 (C(4,3) C(4,1) + 1) / C(8,4) = 34/70
    assertEquals(34 / 70.0, new FisherExact(3, 4, 1, 4).pValue(), 1e-12);
    // Sums of products of binomial coefficients, in Python.
    assertEquals(0.02997312285237982, new FisherExact(3, 10, 9, 11).pValue(), 1e-12);
    assertEquals(0.03496503496503496, new FisherExact(8, 10, 1, 6).pValue(), 1e-12);
  }

  @Test
  void anEmptyGroupDiffersFromNothing() {
    assertEquals(1, new FisherExact(0, 0, 3, 5).pValue());
    assertThrows(IllegalArgumentException.class, () -> new FisherExact(3, 2, 0, 1));
  }

  @Test
  void holmMultipliesByTheTestsThatAreLeft() {
    // In order 0.005 * 4, 0.01 * 3, 0.03 * 2, then 0.04 * 1, which may not be below 0.06.
    assertArrayEquals(
        new double[] {0.03, 0.06, 0.06, 0.02},
        Holm.adjusted(new double[] {0.01, 0.04, 0.03, 0.005}),
        1e-12);
    assertArrayEquals(new double[] {1, 1}, Holm.adjusted(new double[] {0.7, 0.9}), 1e-12);
    assertArrayEquals(new double[0], Holm.adjusted(new double[0]));
  }
}
