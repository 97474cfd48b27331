package io.github.rrm4j.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.DoubleStream;
import org.junit.jupiter.api.Test;

class PowerLawTest {

  private static final double[] SIZES = {1, 3, 10, 30, 100};

  @Test
  void anExactPowerHasItsExponentWithoutAMargin() {
    double[] y = DoubleStream.of(SIZES).map(x -> 7 * Math.pow(x, 1.5)).toArray();
    PowerLaw law = PowerLaw.fit(SIZES, y);
    assertEquals(1.5, law.exponent(), 1e-12);
    assertEquals(0, law.margin(), 1e-9);
  }

  /** The formulas of simple linear regression, written out. */
  @Test
  void noiseMakesAMarginOfStudent() {
    double[] y = {1, 4, 8, 35, 90};
    double[] u = DoubleStream.of(SIZES).map(Math::log).toArray();
    double[] v = DoubleStream.of(y).map(Math::log).toArray();
    double meanU = DoubleStream.of(u).average().orElseThrow();
    double meanV = DoubleStream.of(v).average().orElseThrow();
    double suu = 0;
    double suv = 0;
    for (int i = 0; i < u.length; i++) {
      suu += (u[i] - meanU) * (u[i] - meanU);
      suv += (u[i] - meanU) * (v[i] - meanV);
    }
    double slope = suv / suu;
    double rest = 0;
    for (int i = 0; i < u.length; i++) {
      double miss = v[i] - meanV - slope * (u[i] - meanU);
      rest += miss * miss;
    }
    double margin = 3.182446305 * Math.sqrt(rest / 3 / suu); // Student's t with 3 degrees
    PowerLaw law = PowerLaw.fit(SIZES, y);
    assertEquals(slope, law.exponent(), 1e-12);
    assertEquals(margin, law.margin(), 1e-8);
    assertTrue(law.least() < 0.97 && law.most() > 0.97, law.toString());
  }

  @Test
  void twoPointsHaveNoMargin() {
    PowerLaw law = PowerLaw.fit(new double[] {1, 100}, new double[] {2, 200});
    assertEquals(1, law.exponent(), 1e-12);
    assertTrue(Double.isNaN(law.margin()));
  }

  @Test
  void aNumberWithoutALogarithmIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> PowerLaw.fit(new double[] {1, 2}, new double[2]));
  }
}
