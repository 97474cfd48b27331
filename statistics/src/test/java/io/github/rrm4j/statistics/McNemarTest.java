package io.github.rrm4j.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class McNemarTest {

  @Test
  void theProbabilityIsThatOfCoins() {
    // 2 (C(10,0) + C(10,1)) / 2^10 = 22 / 1024
    assertEquals(22.0 / 1024, new McNemar(9, 1).pValue(), 1e-12);
    assertEquals(22.0 / 1024, new McNemar(1, 9).pValue(), 1e-12);
    assertEquals(2.0 / 32, new McNemar(5, 0).pValue(), 1e-12);
  }

  @Test
  void equalCountsAndNoCountsAreNoDifference() {
    assertEquals(1, new McNemar(6, 6).pValue());
    assertEquals(1, new McNemar(0, 0).pValue());
    assertEquals(1, new McNemar(3, 2).pValue(), 1e-12); // 2 * 0.5
  }

  @Test
  void theSmallestSignificantDifferenceIsTheFirstSplitBelowTheLevel() {
    // Of 10: 2 to 8 has p = 112/1024 = 0.109, 1 to 9 has p = 0.0215.
    assertEquals(8, new McNemar(5, 5).smallestSignificant(0.05).orElseThrow());
    assertEquals(6, new McNemar(3, 3).smallestSignificant(0.05).orElseThrow()); // p = 2/64
    assertTrue(new McNemar(3, 2).smallestSignificant(0.05).isEmpty(), "0 to 5 has p = 0.0625");
  }
}
