package io.github.rrm4j.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.statistics.Calibration.Answer;
import io.github.rrm4j.statistics.Calibration.Point;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationTest {

  private static final Calibration FOUR =
      new Calibration(
          List.of(
              new Answer(0.9, true),
              new Answer(0.6, false),
              new Answer(0.95, true),
              new Answer(0.65, true)));

  @Test
  void binsHoldTheirAnswersAndTheErrorIsTheirMeanDistance() {
    List<Calibration.Bin> bins = FOUR.bins(10);
    assertEquals(2, bins.size());
    assertEquals(new Proportion(1, 2), bins.get(0).right());
    assertEquals(0.625, bins.get(0).confidence(), 1e-12);
    assertEquals(0.6, bins.get(0).from(), 1e-12);
    assertEquals(new Proportion(2, 2), bins.get(1).right());
    // |0.5 - 0.625| / 2 + |1 - 0.925| / 2
    assertEquals(0.1, FOUR.error(10), 1e-12);
  }

  @Test
  void certaintyFallsIntoTheLastBin() {
    Calibration sure = new Calibration(List.of(new Answer(1, true), new Answer(0, false)));
    assertEquals(2, sure.bins(10).size());
    assertEquals(0.9, sure.bins(10).get(1).from(), 1e-12);
    assertEquals(0, sure.error(10), 1e-12); // confidence 0 and wrong, confidence 1 and right
  }

  @Test
  void riskFallsWithCoverageWhereConfidenceIsGood() {
    List<Point> points = FOUR.riskCoverage();
    assertEquals(4, points.size());
    assertEquals(new Point(0.95, 0.25, new Proportion(0, 1)), points.get(0));
    assertEquals(new Point(0.6, 1, new Proportion(1, 4)), points.get(3));
    assertEquals(1.0 / 16, FOUR.areaUnderRiskCoverage(), 1e-12);
  }

  @Test
  void confidenceThatSaysNothingHasTheErrorRateAsItsArea() {
    Calibration flat =
        new Calibration(
            List.of(
                new Answer(0.5, true),
                new Answer(0.5, false),
                new Answer(0.5, false),
                new Answer(0.5, true)));
    assertEquals(1, flat.riskCoverage().size());
    assertEquals(0.5, flat.areaUnderRiskCoverage(), 1e-12);
  }

  @Test
  void briersScoreIsTheMeanSquaredDistance() {
    // (0.1^2 + 0.6^2 + 0.05^2 + 0.35^2) / 4
    assertEquals((0.01 + 0.36 + 0.0025 + 0.1225) / 4, FOUR.brier(), 1e-12);
  }

  @Test
  void theAreaUnderRocIsTheShareOfPairsInTheRightOrder() {
    assertEquals(1, FOUR.areaUnderRoc(), 1e-12);
    Calibration mixed =
        new Calibration(
            List.of(
                new Answer(0.9, true),
                new Answer(0.7, false),
                new Answer(0.7, true),
                new Answer(0.8, false),
                new Answer(0.6, true)));
    // Of six pairs of right and wrong: 0.9 over both, 0.7 equals one: (2 + 0.5) / 6
    assertEquals(2.5 / 6, mixed.areaUnderRoc(), 1e-12);
    assertTrue(
        Double.isNaN(new Calibration(List.of(new Answer(0.9, true))).areaUnderRoc()),
        "no wrong answer");
  }

  @Test
  void aConfidenceAboveOneIsRefused() {
    assertThrows(
        IllegalArgumentException.class, () -> new Calibration(List.of(new Answer(1.5, true))));
  }
}
