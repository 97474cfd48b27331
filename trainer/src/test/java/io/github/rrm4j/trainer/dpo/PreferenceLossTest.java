package io.github.rrm4j.trainer.dpo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.trainer.dpo.PreferenceLoss.Ipo;
import io.github.rrm4j.trainer.dpo.PreferenceLoss.Sigmoid;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PreferenceLossTest {

  /** Worked out by hand: log(1 + e^-0.2), and with a share of 0.1 the other way round. */
  @Test
  void theSigmoidLossHasTheValuesOfTheFormula() {
    Sigmoid plain = new Sigmoid(0.1, 0);
    assertEquals(Math.log(2), plain.value(0), 1e-12);
    assertEquals(0.5981388693815918, plain.value(2), 1e-12);
    assertEquals(0.7981388693815918, plain.value(-2), 1e-12);
    assertEquals(-0.05, plain.slope(0), 1e-12);
    assertEquals(-0.1 * 0.4501660026875221, plain.slope(2), 1e-12);
    Sigmoid smooth = new Sigmoid(0.1, 0.1);
    assertEquals(0.9 * 0.5981388693815918 + 0.1 * 0.7981388693815918, smooth.value(2), 1e-12);
    assertEquals(
        -0.1 * (0.9 * 0.4501660026875221 - 0.1 * 0.5498339973124778), smooth.slope(2), 1e-12);
  }

  @Test
  void ipoHasItsGoalAtOneOverTwoBeta() {
    Ipo ipo = new Ipo(0.25);
    assertEquals(4, ipo.value(0), 1e-12);
    assertEquals(-4, ipo.slope(0), 1e-12);
    assertEquals(0, ipo.value(2), 1e-12);
    assertEquals(0, ipo.slope(2), 1e-12);
    assertEquals(1, ipo.value(3), 1e-12);
    assertEquals(2, ipo.slope(3), 1e-12);
  }

  @Test
  void slopesAreThoseOfFiniteDifferencesAndFarMarginsDoNotOverflow() {
    for (PreferenceLoss loss :
        List.of(new Sigmoid(0.1, 0), new Sigmoid(0.7, 0.2), new Sigmoid(5, 0), new Ipo(0.3))) {
      for (double h : new double[] {-30, -1.5, 0, 0.4, 12}) {
        double slope = (loss.value(h + 1e-5) - loss.value(h - 1e-5)) / 2e-5;
        assertEquals(slope, loss.slope(h), 1e-6 * Math.max(1, Math.abs(slope)), loss + " at " + h);
      }
    }
    assertEquals(1e5, new Sigmoid(1, 0).value(-1e5), 1e-6);
    assertEquals(0, new Sigmoid(1, 0).value(1e5), 1e-12);
    assertEquals(-1, new Sigmoid(1, 0).slope(-1e5), 1e-12);
  }

  @Test
  void numbersOutOfTheirRangeAreRefused() {
    assertThrows(InvalidInput.class, () -> new Sigmoid(0, 0));
    assertThrows(InvalidInput.class, () -> new Sigmoid(0.1, 0.5));
    assertThrows(InvalidInput.class, () -> new Sigmoid(0.1, -0.1));
    assertThrows(InvalidInput.class, () -> new Ipo(-1));
  }

  /** Two pairs; the margins are (-2 + 3) - (-4 + 3) = 2 and (-3 + 1) - (-1 + 0) = -1. */
  @Test
  void metricsOfABatchAreThoseWorkedOutByHand() {
    float[][] logprobs = {{-1, -1}, {-4}, {-0.5f, -2.5f}, {-1}};
    ReferenceLogprobs reference =
        new ReferenceLogprobs(new double[] {9, -1, -3}, new double[] {9, 0, -3});
    PreferenceBatch batch = PreferenceBatch.of(logprobs, reference, new int[] {2, 1});
    Sigmoid loss = new Sigmoid(0.1, 0);
    Map<String, Double> metrics = batch.metrics(loss, 0.5);
    double nll = (2 / 2.0 + 3 / 2.0) / 2;
    assertEquals(nll, metrics.get("loss/nll"), 1e-12);
    assertEquals((loss.value(2) + loss.value(-1)) / 2 + 0.5 * nll, metrics.get("loss"), 1e-12);
    assertEquals(0.1 * (1 - 2) / 2, metrics.get("rewards/chosen"), 1e-12);
    assertEquals(0.1 * (-1 - 1) / 2, metrics.get("rewards/rejected"), 1e-12);
    assertEquals(0.05, metrics.get("rewards/margins"), 1e-12);
    assertEquals(0.5, metrics.get("rewards/accuracies"), 1e-12);
    assertEquals(-2.5, metrics.get("logps/chosen"), 1e-12);
    assertEquals(-2.5, metrics.get("logps/rejected"), 1e-12);
    assertTrue(batch.right() == 1);
  }
}
