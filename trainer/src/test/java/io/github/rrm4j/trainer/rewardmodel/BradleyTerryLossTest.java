package io.github.rrm4j.trainer.rewardmodel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.trainer.rewardmodel.BradleyTerryLoss.Term;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BradleyTerryLossTest {

  private static final BradleyTerryLoss PLAIN = new BradleyTerryLoss(0, 0, 0);

  @Test
  void equalScoresCostTheLogOfTwoAndPullApartByAHalf() {
    Term term = PLAIN.of(3, 3);
    assertEquals(Math.log(2), term.value(), 1e-15);
    assertEquals(-0.5, term.byChosen(), 1e-15);
    assertEquals(0.5, term.byRejected(), 1e-15);
  }

  @Test
  void theLossIsMinusTheLogOfTheProbabilityOfTheLabel() {
    Term term = PLAIN.of(Math.log(3), 0); // sigma(ln 3) = 3/4
    assertEquals(-Math.log(0.75), term.value(), 1e-15);
    assertEquals(-0.25, term.byChosen(), 1e-15);
    assertEquals(0.25, term.byRejected(), 1e-15);
    assertEquals(-Math.log(0.25), PLAIN.of(0, Math.log(3)).value(), 1e-15);
  }

  @Test
  void aMarginIsTakenOffTheDifference() {
    Term term = new BradleyTerryLoss(1, 0, 0).of(1 + Math.log(3), 0);
    assertEquals(-Math.log(0.75), term.value(), 1e-15);
    assertEquals(-0.25, term.byChosen(), 1e-15);
  }

  @Test
  void smoothingMixesInTheLossOfTheOtherLabel() {
    Term term = new BradleyTerryLoss(0, 0.1, 0).of(Math.log(3), 0);
    assertEquals(-0.9 * Math.log(0.75) - 0.1 * Math.log(0.25), term.value(), 1e-15);
    assertEquals(0.75 - 0.9, term.byChosen(), 1e-15);
    // Its minimum is where the model is as sure as the label: sigma(d) = 0.9.
    assertEquals(0, new BradleyTerryLoss(0, 0.1, 0).of(Math.log(9), 0).byChosen(), 1e-15);
  }

  @Test
  void centringIsTheSquareOfTheSumOfBothScores() {
    Term term = new BradleyTerryLoss(0, 0, 0.01).of(2, 2);
    assertEquals(Math.log(2) + 0.16, term.value(), 1e-15);
    assertEquals(-0.5 + 0.08, term.byChosen(), 1e-15);
    assertEquals(0.5 + 0.08, term.byRejected(), 1e-15);
  }

  @ParameterizedTest
  @CsvSource({"0.3, -1.2", "-2, 1", "0, 0", "4, 3.5"})
  void theGradientIsThatOfFiniteDifferences(double chosen, double rejected) {
    BradleyTerryLoss loss = new BradleyTerryLoss(0.4, 0.15, 0.02);
    double h = 1e-5;
    double byChosen =
        (loss.of(chosen + h, rejected).value() - loss.of(chosen - h, rejected).value()) / (2 * h);
    double byRejected =
        (loss.of(chosen, rejected + h).value() - loss.of(chosen, rejected - h).value()) / (2 * h);
    assertEquals(byChosen, loss.of(chosen, rejected).byChosen(), 1e-9);
    assertEquals(byRejected, loss.of(chosen, rejected).byRejected(), 1e-9);
  }

  @Test
  void scoresFarApartStayFinite() {
    assertEquals(0, PLAIN.of(1e4, -1e4).value());
    assertEquals(2e4, PLAIN.of(-1e4, 1e4).value());
    assertEquals(-1, PLAIN.of(-1e4, 1e4).byChosen());
    assertTrue(Double.isNaN(PLAIN.of(Double.NaN, 0).value()), "NaN is not hidden");
  }
}
