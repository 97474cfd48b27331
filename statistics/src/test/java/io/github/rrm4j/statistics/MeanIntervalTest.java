package io.github.rrm4j.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MeanIntervalTest {

  @Test
  void byHand() {
    // Mean 2, s = 1; t of 2 degrees of freedom at 0.975 is 4.302653, sqrt 3 = 1.7320508.
    MeanInterval interval = MeanInterval.of(new double[] {1, 2, 3}, 0.95);
    assertEquals(2, interval.mean(), 1e-12);
    assertEquals(2 - 2.484138, interval.interval().orElseThrow().lower(), 1e-5);
    assertEquals(2 + 2.484138, interval.interval().orElseThrow().upper(), 1e-5);
  }

  @Test
  void pairsTakeAwayWhatTheyShare() {
    double[] base = {0.5, 0.7, 0.9};
    double[] other = {0.6, 0.81, 0.99};
    MeanInterval difference = MeanInterval.ofDifferences(other, base, 0.95);
    assertEquals(0.1, difference.mean(), 1e-12);
    assertTrue(difference.interval().orElseThrow().lower() > 0);
  }

  @Test
  void aSingleValueHasNoInterval() {
    assertTrue(MeanInterval.of(new double[] {4}, 0.95).interval().isEmpty());
    assertThrows(IllegalArgumentException.class, () -> MeanInterval.of(new double[0], 0.95));
  }
}
