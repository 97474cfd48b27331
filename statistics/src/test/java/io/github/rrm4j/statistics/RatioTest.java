package io.github.rrm4j.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.statistics.Ratio.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RatioTest {

  private static Ratio ofPairs(int... right) {
    return new Ratio(Arrays.stream(right).mapToObj(r -> new Unit(r, 2)).toList());
  }

  @Test
  void pairsWhoseOrdersAgreeAreOneTrialEach() {
    // p = 1/2, residuals +-1: 4 / 3 * 4 / 64 = 1/12 over 1/4 / 7 = 1/28 is a design effect of 7/3,
    // more than two orders can have; the excess is the small-sample correction.
    Ratio agreeing = ofPairs(2, 2, 0, 0);
    assertEquals(0.5, agreeing.value());
    assertEquals(8 * 3 / 7.0, agreeing.effectiveTrials(), 1e-12);
  }

  @Test
  void pairsWhoseOrdersAreIndependentAreTwoTrialsEach() {
    // p = 1/2, residuals +-1, 0, 0: 4 / 3 * 2 / 64 over 1 / 28, a design effect of 7/6.
    assertEquals(8 * 6 / 7.0, ofPairs(2, 1, 1, 0).effectiveTrials(), 1e-12);
  }

  @Test
  void ordersThatContradictEachOtherCountNoMoreThanTheyAre() {
    Ratio biased = ofPairs(1, 1, 1, 1);
    assertEquals(8, biased.effectiveTrials());
    Interval interval = biased.wilson(0.95);
    assertEquals(new Proportion(4, 8).wilson(0.95).lower(), interval.lower(), 1e-12);
    assertEquals(new Proportion(4, 8).wilson(0.95).upper(), interval.upper(), 1e-12);
  }

  @Test
  void whereAllAreRightThePairsCount() {
    Ratio right = ofPairs(2, 2, 2, 2, 2);
    assertEquals(5, right.effectiveTrials());
    assertEquals(new Proportion(5, 5).wilson(0.95).lower(), right.wilson(0.95).lower(), 1e-12);
    assertEquals(1, right.wilson(0.95).upper(), 1e-12);
  }

  @Test
  void independentTrialsHaveTheIntervalOfTheirProportion() {
    for (long successes = 0; successes <= 7; successes++) {
      Proportion share = new Proportion(successes, 7);
      Ratio ratio = Ratio.ofTrials(share);
      assertEquals(7, ratio.effectiveTrials(), 1e-9);
      assertEquals(share.wilson(0.95).lower(), ratio.wilson(0.95).lower(), 1e-12);
      assertEquals(share.wilson(0.95).upper(), ratio.wilson(0.95).upper(), 1e-12);
    }
  }

  @Test
  void nothingIsKnownWithoutUnits() {
    Ratio none = new Ratio(List.of());
    assertEquals(new Interval(0, 1, IntervalMethod.EVERYTHING), none.wilson(0.95));
    assertTrue(Double.isNaN(none.value()));
  }

  /** Pairs whose orders mostly agree: the interval must hold the truth in 95 of 100 worlds. */
  @Test
  void theIntervalCoversWhatItSays() {
    int worlds = 2000;
    int pairs = 100;
    double p = 0.8;
    int covered = 0;
    int byJudgement = 0;
    for (int world = 0; world < worlds; world++) {
      Key key = Key.of(world, "coverage");
      List<Unit> units = new ArrayList<>();
      long right = 0;
      for (int pair = 0; pair < pairs; pair++) {
        int first = key.uniform(3L * pair) < p ? 1 : 0;
        boolean alike = key.uniform(3L * pair + 1) < 0.8;
        int second = alike ? first : key.uniform(3L * pair + 2) < p ? 1 : 0;
        units.add(new Unit(first + second, 2));
        right += first + second;
      }
      Interval interval = new Ratio(units).wilson(0.95);
      covered += interval.lower() <= p && p <= interval.upper() ? 1 : 0;
      Interval narrow = new Proportion(right, 2L * pairs).wilson(0.95);
      byJudgement += narrow.lower() <= p && p <= narrow.upper() ? 1 : 0;
    }
    assertEquals(0.95, (double) covered / worlds, 0.012);
    assertTrue(byJudgement < 0.9 * worlds, "judgements as trials: " + byJudgement);
  }
}
