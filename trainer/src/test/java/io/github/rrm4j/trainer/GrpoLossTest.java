package io.github.rrm4j.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.rewards.GroupAdvantages;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GrpoLossTest {

  /** Four rows of different lengths. */
  private static final int[] LENGTHS = {12, 3, 10, 4};

  private static final double[] ADVANTAGES = {1.5, -0.7, -1.2, 0};
  private static final int[] ALL = {0, 1, 2, 3};

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  }

  @AfterEach
  void close() {
    manager.close();
  }

  private static GrpoSettings settings(
      double clipLow, double clipHigh, double klCoefficient, KlEstimator estimator) {
    return new GrpoSettings(
        1, 1, 2, 1, clipLow, clipHigh, klCoefficient, estimator, GroupAdvantages.NONE, false, 1, 1);
  }

  @ParameterizedTest(name = "ratio {0}, advantage {1}, clip -{2} +{3}")
  @CsvSource({
    // inside the range nothing is cut
    "1.1,   2, 0.2, 0.2, -2.2",
    "1.1,  -2, 0.2, 0.2,  2.2",
    // above: what is good already gains no more, what is bad still costs all of it
    "1.5,   2, 0.2, 0.2, -2.4",
    "1.5,  -2, 0.2, 0.2,  3.0",
    // below: the other way round
    "0.5,   2, 0.2, 0.2, -1.0",
    "0.5,  -2, 0.2, 0.2,  1.6",
    // a range that is wider above
    "1.3,   1, 0.1, 0.4, -1.3",
    "1.5,   1, 0.1, 0.4, -1.4",
    "0.85, -1, 0.1, 0.4,  0.9",
    "0.95, -1, 0.1, 0.4,  0.95",
    "7.0,   0, 0.2, 0.2,  0.0",
  })
  void oneTokenByHand(double ratio, double advantage, double low, double high, double loss) {
    GrpoLoss grpo =
        new GrpoLoss(
            settings(low, high, 0, KlEstimator.K1),
            new float[][] {{-1}},
            new float[][] {{Float.NaN}}, // without a coefficient it is not read
            new double[] {advantage});
    NDArray logprobs = manager.create(new float[] {(float) (-1 + Math.log(ratio))});
    assertEquals(loss, grpo.sum(manager, logprobs, new int[] {0}).getFloat(), 1e-6);
  }

  @ParameterizedTest
  @CsvSource({"K1, 0.5", "K2, 0.125", "K3, 0.10653065971"})
  void theKlPenaltyIsAddedWithItsCoefficient(KlEstimator estimator, double kl) {
    GrpoLoss grpo =
        new GrpoLoss(
            settings(0.2, 0.2, 0.3, estimator),
            new float[][] {{-1}},
            new float[][] {{-1.5f}},
            new double[] {2});
    NDArray logprobs = manager.create(new float[] {-1});
    assertEquals(-2 + 0.3 * kl, grpo.sum(manager, logprobs, new int[] {0}).getFloat(), 1e-6);
  }

  @ParameterizedTest
  @EnumSource(KlEstimator.class)
  void valueAndGradientAreThoseOfTheFormulaInDoublePrecision(KlEstimator estimator) {
    for (double coefficient : new double[] {0, 0.3}) {
      GrpoSettings settings = settings(0.2, 0.3, coefficient, estimator);
      GrpoLoss grpo = new GrpoLoss(settings, old(), reference(), ADVANTAGES);
      int[] rows = {2, 0, 3}; // in an order of their own
      float[] at = flat(logprobs(), rows);
      float[] gradient = new float[at.length];
      float value = gradient(grpo, at, rows, gradient);
      assertEquals(formula(settings, wide(at), rows), value, 1e-5);
      for (int i = 0; i < at.length; i++) {
        double h = 1e-6;
        double[] up = wide(at);
        double[] down = wide(at);
        up[i] += h;
        down[i] -= h;
        double slope = (formula(settings, up, rows) - formula(settings, down, rows)) / (2 * h);
        assertEquals(slope, gradient[i], 1e-5, "token " + i);
      }
    }
  }

  @Test
  void theDrawnTokensTouchEveryBranch() {
    for (int row : new int[] {0, 2}) {
      int[] branches = new int[3];
      for (int i = 0; i < LENGTHS[row]; i++) {
        double ratio = Math.exp(logprobs()[row][i] - old()[row][i]);
        branches[ratio < 0.8 ? 0 : ratio > 1.3 ? 2 : 1]++;
      }
      assertTrue(Arrays.stream(branches).allMatch(n -> n > 0), Arrays.toString(branches));
    }
  }

  @Test
  void theSumOfRowsIsTheSumOfTheirMicroBatches() {
    GrpoLoss grpo =
        new GrpoLoss(settings(0.2, 0.2, 0.1, KlEstimator.K3), old(), reference(), ADVANTAGES);
    double whole = sum(grpo, ALL);
    assertEquals(whole, sum(grpo, 2, 0) + sum(grpo, 3) + sum(grpo, 1), 1e-5);
    assertEquals(whole, sum(grpo, 3, 1, 2) + sum(grpo, 0), 1e-5);
    assertEquals(whole, sum(grpo, 3, 2, 1, 0), 1e-5);
  }

  private double sum(GrpoLoss grpo, int... rows) {
    return grpo.sum(manager, manager.create(flat(logprobs(), rows)), rows).getFloat();
  }

  private float gradient(GrpoLoss grpo, float[] at, int[] rows, float[] into) {
    NDArray logprobs = manager.create(at).duplicate();
    logprobs.setRequiresGradient(true);
    try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray sum = grpo.sum(manager, logprobs, rows);
      collector.backward(sum);
      System.arraycopy(logprobs.getGradient().toFloatArray(), 0, into, 0, into.length);
      return sum.getFloat();
    }
  }

  private static double formula(GrpoSettings settings, double[] logprobs, int[] rows) {
    double sum = 0;
    int at = 0;
    for (int row : rows) {
      for (int i = 0; i < LENGTHS[row]; i++, at++) {
        double ratio = Math.exp(logprobs[at] - old()[row][i]);
        double a = (float) ADVANTAGES[row];
        double clipped = Math.max(1 - settings.clipLow(), Math.min(1 + settings.clipHigh(), ratio));
        double d = reference()[row][i] - logprobs[at];
        double kl =
            switch (settings.klEstimator()) {
              case K1 -> -d;
              case K2 -> d * d / 2;
              case K3 -> Math.exp(d) - d - 1;
            };
        sum += -Math.min(ratio * a, clipped * a) + settings.klCoefficient() * kl;
      }
    }
    return sum;
  }

  private static float[][] logprobs() {
    return drawn("policy", 0.3);
  }

  private static float[][] old() {
    return drawn("old", 0.3);
  }

  private static float[][] reference() {
    return drawn("reference", 0.5);
  }

  private static float[][] drawn(String name, double std) {
    float[][] values = new float[LENGTHS.length][];
    for (int row = 0; row < LENGTHS.length; row++) {
      values[row] = new float[LENGTHS[row]];
      for (int i = 0; i < LENGTHS[row]; i++) {
        values[row][i] = (float) (-1 + std * Key.of(3, name).with(row).gaussian(i));
      }
    }
    return values;
  }

  private static float[] flat(float[][] byRow, int[] rows) {
    float[] flat = new float[Arrays.stream(rows).map(row -> byRow[row].length).sum()];
    int at = 0;
    for (int row : rows) {
      for (float value : byRow[row]) {
        flat[at++] = value;
      }
    }
    return flat;
  }

  private static double[] wide(float[] values) {
    double[] wide = new double[values.length];
    for (int i = 0; i < wide.length; i++) {
      wide[i] = values[i];
    }
    return wide;
  }
}
