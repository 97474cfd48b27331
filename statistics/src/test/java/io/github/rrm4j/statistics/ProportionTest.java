package io.github.rrm4j.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProportionTest {

  /** Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I. */
  @ParameterizedTest
  @CsvSource({
    "81, 263, 0.2553, 0.3662",
    "15, 148, 0.0624, 0.1605",
    "0, 20, 0.0000, 0.1611",
    "1, 29, 0.0061, 0.1718"
  })
  void wilsonIntervalsAgreeWithThePublishedOnes(
      long successes, long trials, double lower, double upper) {
    Interval interval = new Proportion(successes, trials).wilson(0.95);
    assertEquals(lower, interval.lower(), 5.1e-5);
    assertEquals(upper, interval.upper(), 5.1e-5);
  }

  @Test
  void theIntervalOfAllIsTheMirrorOfTheIntervalOfNone() {
    Interval none = new Proportion(0, 20).wilson(0.95);
    Interval all = new Proportion(20, 20).wilson(0.95);
    assertEquals(1 - none.upper(), all.lower(), 1e-12);
    assertEquals(1, all.upper(), 1e-12);
  }

  @Test
  void everyIntervalLiesInTheUnitIntervalAndHoldsTheRate() {
    for (long trials = 1; trials <= 60; trials++) {
      for (long successes = 0; successes <= trials; successes++) {
        Proportion proportion = new Proportion(successes, trials);
        Interval interval = proportion.wilson(0.99);
        assertTrue(interval.lower() >= 0 && interval.upper() <= 1, interval.toString());
        assertTrue(interval.lower() <= proportion.rate() + 1e-12, interval.toString());
        assertTrue(interval.upper() >= proportion.rate() - 1e-12, interval.toString());
      }
    }
  }

  @Test
  void withoutTrialsTheRateIsUnknown() {
    Proportion none = new Proportion(0, 0);
    assertTrue(Double.isNaN(none.rate()));
    assertEquals(new Interval(0, 1, IntervalMethod.EVERYTHING), none.wilson(0.95));
  }

  @Test
  void countsThatContradictEachOtherAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Proportion(3, 2));
    assertThrows(IllegalArgumentException.class, () -> new Proportion(-1, 2));
    assertThrows(
        IllegalArgumentException.class, () -> new Interval(0.5, 0.4, IntervalMethod.EVERYTHING));
  }

  @Test
  void theDifferenceOfTwoRatesIsNewcombes() {
    // Newcombe 1998, table II, (a) 56 / 70 - 48 / 80 by method 10
    Interval interval = new Proportion(56, 70).minus(new Proportion(48, 80), 0.95);
    assertEquals(0.0524, interval.lower(), 5e-5);
    assertEquals(0.3339, interval.upper(), 5e-5);
    assertEquals(IntervalMethod.NEWCOMBE, interval.method());
    Interval alike = new Proportion(20, 20).minus(new Proportion(20, 20), 0.95);
    assertEquals(0.1611, alike.upper(), 1e-4); // 1 - Wilson's lower end of 20 of 20
    assertEquals(-alike.upper(), alike.lower(), 1e-12);
  }
}
