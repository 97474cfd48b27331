package io.github.rrm4j.statistics.agreement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.statistics.agreement.Confusion.Weights;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConfusionTest {

  private static Confusion of(double[]... counts) {
    return new Confusion(counts);
  }

  @Test
  void kappaIsTheAgreementBeyondThatOfTheMargins() {
    // p_o = 35/50 = 0.7; p_e = 0.5 * 0.6 + 0.5 * 0.4 = 0.5; kappa = 0.2 / 0.5
    Confusion table = of(new double[] {20, 5}, new double[] {10, 15});
    assertEquals(0.7, table.observed(), 1e-12);
    assertEquals(0.4, table.kappa(), 1e-12);
  }

  @Test
  void ofTwoCategoriesWeightsChangeNothing() {
    Confusion table = of(new double[] {20, 5}, new double[] {10, 15});
    for (Weights weights : Weights.values()) {
      assertEquals(table.kappa(), table.weightedKappa(weights), 1e-12);
    }
  }

  @Test
  void weightedKappaIsThatOfEveryPairOfRatings() {
    // Computed from the list of ratings, every one with every other, in Python.
    Confusion table = of(new double[] {20, 5, 3}, new double[] {2, 15, 4}, new double[] {1, 6, 14});
    assertEquals(0.550321199143469, table.kappa(), 1e-12);
    assertEquals(0.596774193548387, table.weightedKappa(Weights.LINEAR), 1e-12);
    assertEquals(0.643628509719222, table.weightedKappa(Weights.QUADRATIC), 1e-12);
  }

  @Test
  void ac1StaysHighWhereNearlyAllIsOfOneCategory() {
    // p_a = 118/125; pi = 243/250; p_e = 2 pi (1 - pi) = 0.054432; kappa is below 0.
    Confusion table = of(new double[] {118, 5}, new double[] {2, 0});
    double chance = 2 * 0.972 * 0.028;
    assertEquals((118 / 125.0 - chance) / (1 - chance), table.ac1(), 1e-12);
    assertEquals(0.9408, table.ac1(), 5e-5);
    assertEquals(-0.0234, table.kappa(), 5e-5);
  }

  @Test
  void ac1OfTwoRatersIsThatOfAnyNumber() {
    Confusion table = of(new double[] {20, 5, 3}, new double[] {2, 15, 4}, new double[] {1, 6, 14});
    List<int[]> units = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      for (int j = 0; j < 3; j++) {
        for (int n = 0; n < table.counts()[i][j]; n++) {
          int[] unit = new int[3];
          unit[i]++;
          unit[j]++;
          units.add(unit);
        }
      }
    }
    assertEquals(new RatedUnits(units, 3).ac1(), table.ac1(), 1e-12);
  }

  @Test
  void ratersWhoOnlyEverSayOneThingHaveNoKappa() {
    assertTrue(Double.isNaN(of(new double[] {7, 0}, new double[] {0, 0}).kappa()));
    assertTrue(Double.isNaN(new Confusion(2).kappa()));
  }

  @Test
  void onlyASquareIsOne() {
    assertThrows(IllegalArgumentException.class, () -> of(new double[] {1, 2}));
  }
}
