package io.github.rrm4j.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PairedProportionsTest {

  @Test
  void theIntervalIsThatOfBonettAndPrice() {
    // 21 children of Bentur et al. 2009, as Fagerland, Lydersen and Laake 2014 give them: 1 and 7
    Interval interval = new PairedProportions(7, 1, 21).interval(0.95);
    assertEquals(-0.508, interval.lower(), 0.0005);
    assertEquals(-0.013, interval.upper(), 0.0005);
    assertEquals(IntervalMethod.BONETT_PRICE, interval.method());
  }

  @Test
  void itemsThatAllAgreeDoNotProveThatOthersDo() {
    // 1.96 sqrt(2 / 102) / sqrt(102)
    Interval interval = new PairedProportions(0, 0, 100).interval(0.95);
    assertEquals(0.02717, interval.upper(), 1e-5);
    assertEquals(-interval.upper(), interval.lower(), 1e-15);
    Interval all = new PairedProportions(0, 3, 3).interval(0.95);
    assertTrue(all.lower() < 1 && all.upper() == 1, all.toString());
  }

  @Test
  void itCoversTheDifferenceAboutAsOftenAsItSays() {
    // right in both 0.9, in the first alone 0.02, in the second alone 0.05; 60 items
    int covered = 0;
    int repetitions = 2000;
    io.github.rrm4j.contracts.Key key = io.github.rrm4j.contracts.Key.of(1, "coverage");
    for (int r = 0; r < repetitions; r++) {
      int first = 0;
      int second = 0;
      for (int i = 0; i < 60; i++) {
        double u = key.with(r).uniform(i);
        first += u < 0.02 ? 1 : 0;
        second += u >= 0.02 && u < 0.07 ? 1 : 0;
      }
      Interval interval = new PairedProportions(first, second, 60).interval(0.95);
      covered += interval.lower() <= 0.03 && 0.03 <= interval.upper() ? 1 : 0;
    }
    assertTrue(covered >= 0.94 * repetitions, covered + " of " + repetitions);
  }

  @Test
  void sharesBetweenReachAsFarAsWilsonSays() {
    double[] same = {0.5, 0.5};
    Interval drawn = new Interval(0, 0, IntervalMethod.BOOTSTRAP);
    Interval reach = PairedProportions.orPaired(drawn, same, same, 0.95);
    assertEquals(IntervalMethod.REACH, reach.method());
    assertEquals(0.6576, reach.upper(), 1e-4);
    Interval wide = new Interval(-0.1, 0.2, IntervalMethod.BOOTSTRAP);
    assertEquals(wide, PairedProportions.orPaired(wide, same, same, 0.95));
  }

  @Test
  void countsThatAreNoPartsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new PairedProportions(2, 2, 3));
    assertThrows(IllegalArgumentException.class, () -> new PairedProportions(0, 0, 0));
  }
}
