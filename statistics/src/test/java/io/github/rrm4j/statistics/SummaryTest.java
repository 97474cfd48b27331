package io.github.rrm4j.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SummaryTest {

  @Test
  void aSummaryOfOneToElevenHasTheQuantilesOfNumPy() {
    Summary summary = Summary.of(new int[] {11, 1, 10, 2, 9, 3, 8, 4, 7, 5, 6});
    assertEquals(new Summary(11, 6, Math.sqrt(11), 1, 2, 6, 10, 11), summary);
    // numpy.quantile([1, 2, 4, 8], [0.1, 0.5, 0.9])
    Summary uneven = Summary.of(new double[] {8, 1, 4, 2});
    assertEquals(1.3, uneven.p10(), 1e-12);
    assertEquals(3.0, uneven.median(), 1e-12);
    assertEquals(6.8, uneven.p90(), 1e-12);
  }

  @Test
  void aSummaryOfOneValueHasNoSpreadAndOneOfNothingHasNoNumbers() {
    assertEquals(new Summary(1, 3, 0, 3, 3, 3, 3, 3), Summary.of(new int[] {3}));
    Summary nothing = Summary.of(new int[0]);
    assertEquals(0, nothing.count());
    assertTrue(Double.isNaN(nothing.mean()) && Double.isNaN(nothing.median()));
    assertTrue(Double.isNaN(nothing.max()) && Double.isNaN(nothing.std()));
  }
}
