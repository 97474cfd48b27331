package io.github.rrm4j.trainer.optimizer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ScheduleTest {

  @ParameterizedTest(name = "{0} at step {1}")
  @CsvSource({
    // 3 steps of warm-up: 1/4, 2/4, 3/4; the fall goes over the 8 steps after it
    "CONSTANT,  0, 0.25",
    "CONSTANT,  2, 0.75",
    "CONSTANT,  3, 1",
    "CONSTANT, 10, 1",
    "LINEAR,    1, 0.5",
    "LINEAR,    3, 1",
    "LINEAR,    5, 0.8",
    "LINEAR,   10, 0.3",
    "LINEAR,   11, 0.2",
    "LINEAR,   50, 0.2",
    "COSINE,    2, 0.75",
    "COSINE,    3, 1",
    "COSINE,    5, 0.88284271247",
    "COSINE,    7, 0.6",
    "COSINE,   11, 0.2",
    "COSINE,   50, 0.2",
  })
  void byHandWithWarmUpThreeTotalElevenFloorAFifth(Schedule schedule, long step, double factor) {
    assertEquals(factor, schedule.factor(step, 3, 11, 0.2), 1e-9);
  }

  @ParameterizedTest
  @EnumSource(Schedule.class)
  void withoutWarmUpTheFirstStepHasThePeak(Schedule schedule) {
    assertEquals(1, schedule.factor(0, 0, 10, 0), 1e-12);
  }

  @ParameterizedTest
  @EnumSource(Schedule.class)
  void theFactorIsNeverBelowTheFloorAfterTheWarmUp(Schedule schedule) {
    for (long step = 5; step < 40; step++) {
      double factor = schedule.factor(step, 5, 30, 0.1);
      assertTrue(factor >= 0.1 - 1e-12 && factor <= 1, schedule + " " + step + ": " + factor);
      assertTrue(factor <= schedule.factor(step - 1, 5, 30, 0.1) || step == 5);
    }
  }

  @ParameterizedTest
  @EnumSource(Schedule.class)
  void aWarmUpAsLongAsTheStageIsNoDivisionByZero(Schedule schedule) {
    assertEquals(0.5, schedule.factor(4, 9, 9, 0.1), 1e-12);
    assertTrue(Double.isFinite(schedule.factor(9, 9, 9, 0.1)));
  }

  @Test
  void theRateIsThePeakTimesTheFactor() {
    OptimizerSettings settings =
        new OptimizerSettings(3e-4, Schedule.LINEAR, 3, 0.2, 0.9, 0.95, 1e-8, 0, 1);
    assertEquals(3e-4 * 0.8, settings.rate(5, 11), 1e-12);
  }
}
