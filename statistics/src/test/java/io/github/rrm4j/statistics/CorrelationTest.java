package io.github.rrm4j.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class CorrelationTest {

  @Test
  void byHand() {
    assertEquals(1, Correlation.of(new double[] {1, 2, 3}, new double[] {2, 4, 6}), 1e-12);
    assertEquals(-1, Correlation.of(new double[] {1, 2, 3}, new double[] {1, 0, -1}), 1e-12);
    // deviations (-1, 0, 1) and (-1, 1, 0): 1 / (sqrt 2 sqrt 2)
    assertEquals(0.5, Correlation.of(new double[] {1, 2, 3}, new double[] {0, 2, 1}), 1e-12);
  }

  @Test
  void whatDoesNotVaryGoesTogetherWithNothing() {
    assertEquals(0, Correlation.of(new double[] {1, 1, 1}, new double[] {1, 2, 3}));
    assertEquals(0, Correlation.of(new double[] {1}, new double[] {1}));
    assertEquals(0, Correlation.of(new double[0], new double[0]));
  }
}
