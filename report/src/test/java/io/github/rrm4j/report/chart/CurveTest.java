package io.github.rrm4j.report.chart;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import org.junit.jupiter.api.Test;

class CurveTest {

  private final Curve curve =
      new Curve(new double[] {1, 2, 3, 4, 5}, new double[] {10, 20, 60, 20, 40});

  @Test
  void aBinIsTheMeanOfItsNeighbours() {
    Curve bins = curve.binned(3);
    assertArrayEquals(new double[] {1.5, 3.5, 5}, bins.steps());
    assertArrayEquals(new double[] {15, 40, 40}, bins.values());
    assertSame(curve, curve.binned(5));
  }

  @Test
  void smoothingTakesTheNeighboursThatExist() {
    assertArrayEquals(new double[] {15, 30, 100.0 / 3, 40, 30}, curve.smoothed(1).values(), 1e-12);
    assertArrayEquals(curve.values(), curve.smoothed(0).values());
  }
}
