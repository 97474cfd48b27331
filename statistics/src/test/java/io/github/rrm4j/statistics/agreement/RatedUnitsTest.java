package io.github.rrm4j.statistics.agreement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.statistics.agreement.RatedUnits.Scale;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RatedUnitsTest {

  /**
   * Four observers, twelve units, five values, ratings left out: the example of Krippendorff 2011,
   * "Computing Krippendorff's Alpha-Reliability", part C, and of "Content Analysis".
   */
  private static final String[] OBSERVERS = {
    "123321412...", "1233224125.3", ".3332342251.", "12332441251."
  };

  private static RatedUnits units(String... observers) {
    List<int[]> units = new ArrayList<>();
    for (int u = 0; u < observers[0].length(); u++) {
      int[] counts = new int[5];
      for (String observer : observers) {
        if (observer.charAt(u) != '.') {
          counts[observer.charAt(u) - '1']++;
        }
      }
      units.add(counts);
    }
    return new RatedUnits(units, 5);
  }

  @Test
  void alphaIsThatOfKrippendorffsOwnExample() {
    RatedUnits example = units(OBSERVERS);
    assertEquals(0.743, example.alpha(Scale.NOMINAL), 5e-4);
    assertEquals(0.815, example.alpha(Scale.ORDINAL), 5e-4);
    assertEquals(0.849, example.alpha(Scale.INTERVAL), 5e-4);
  }

  @Test
  void aUnitWithOneRatingSaysNothing() {
    // The twelfth unit has one rating.
    String[] without = new String[OBSERVERS.length];
    for (int i = 0; i < without.length; i++) {
      without[i] = OBSERVERS[i].substring(0, 11);
    }
    for (Scale scale : Scale.values()) {
      assertEquals(units(without).alpha(scale), units(OBSERVERS).alpha(scale), 1e-12);
    }
  }

  @Test
  void alphaOfTwoCompleteRatersIsComputedFromCoincidences() {
    // Units 00, 01, 11, 11: o_01 = 1 of 8 ratings with n_0 = 3, n_1 = 5:
    // alpha = 1 - 7 * 1 / (3 * 5)
    RatedUnits units =
        new RatedUnits(
            List.of(new int[] {2, 0}, new int[] {1, 1}, new int[] {0, 2}, new int[] {0, 2}), 2);
    assertEquals(1 - 7 / 15.0, units.alpha(Scale.NOMINAL), 1e-12);
  }

  @Test
  void ac1CountsPairsOfRatersAndSharesOfAllRatedUnits() {
    // Pairs that agree: 1, 0, 1/3 -> 4/9. Shares of category 0: 1, 1/2, 1/3, 0 (one rating).
    RatedUnits units =
        new RatedUnits(
            List.of(new int[] {2, 0}, new int[] {1, 1}, new int[] {1, 2}, new int[] {0, 1}), 2);
    double share = (1 + 0.5 + 1 / 3.0) / 4;
    double chance = 2 * share * (1 - share);
    assertEquals((4 / 9.0 - chance) / (1 - chance), units.ac1(), 1e-12);
    // Computed from all pairs of ratings in Python.
    assertEquals(0.775444068126995, units(OBSERVERS).ac1(), 1e-12);
  }

  @Test
  void whereNobodySharesAUnitThereIsNoAgreement() {
    RatedUnits apart = new RatedUnits(List.of(new int[] {1, 0}, new int[] {0, 1}), 2);
    assertTrue(Double.isNaN(apart.alpha(Scale.NOMINAL)));
    assertTrue(Double.isNaN(apart.ac1()));
  }
}
