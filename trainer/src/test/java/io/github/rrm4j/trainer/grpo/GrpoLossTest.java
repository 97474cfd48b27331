package io.github.rrm4j.trainer.grpo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The loss of some rows, by their log-probs and entropies, against its formula. */
class GrpoLossTest {

  private static final int[] LENGTHS = {12, 3, 10, 4};
  private static final int[] ALL = {0, 1, 2, 3};
  private static final LossData DATA = LossData.drawn(LENGTHS, -1);
  private static final float[][] LOGPROBS = LossData.values("policy", LENGTHS, -1, 0.3);
  private static final float[][] ENTROPIES = LossData.values("entropy", LENGTHS, 1.5, 0.2);

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  }

  @AfterEach
  void close() {
    manager.close();
  }

  static List<GrpoSettings> allSettings() {
    return LossData.allSettings();
  }

  @ParameterizedTest
  @MethodSource("allSettings")
  void valueAndGradientAreThoseOfTheFormula(GrpoSettings settings) {
    int[] order = {2, 0, 3, 1};
    LossData ordered = DATA.ordered(order);
    MiniBatch loss = ordered.loss(settings);
    double tokens = Arrays.stream(LENGTHS).sum();
    float[][] byLogprobs = new float[ALL.length][];
    float[][] byEntropies = new float[ALL.length][];
    double value = gradients(loss, order, byLogprobs, byEntropies);
    LossFormula formula = new LossFormula(settings, ordered);
    LossFormula.Policy at = policy(order);
    assertEquals(formula.of(at, at), value / tokens, 1e-5);
    for (int row = 0; row < ALL.length; row++) {
      for (int i = 0; i < at.logprobs()[row].length; i++) {
        String place = "row " + row + ", token " + i;
        double slope = slope(formula, at, at.logprobs()[row], i);
        assertEquals(slope, byLogprobs[row][i] / tokens, 1e-5, place);
        double other = slope(formula, at, at.entropies()[row], i);
        assertEquals(other, byEntropies[row][i] / tokens, 1e-5, place);
      }
    }
  }

  /** By one of the policy's numbers. */
  private static double slope(LossFormula formula, LossFormula.Policy at, double[] row, int i) {
    double h = 1e-6;
    LossFormula.Policy frozen =
        new LossFormula.Policy(
            Arrays.stream(at.logprobs()).map(double[]::clone).toArray(double[][]::new),
            at.entropies());
    double before = row[i];
    row[i] = before + h;
    double up = formula.of(at, frozen);
    row[i] = before - h;
    double down = formula.of(at, frozen);
    row[i] = before;
    return (up - down) / (2 * h);
  }

  private static LossFormula.Policy policy(int[] order) {
    return new LossFormula.Policy(wide(LOGPROBS, order), wide(ENTROPIES, order));
  }

  private static double[][] wide(float[][] values, int[] order) {
    double[][] wide = new double[order.length][];
    for (int r = 0; r < order.length; r++) {
      float[] row = values[order[r]];
      wide[r] = IntStream.range(0, row.length).mapToDouble(i -> row[i]).toArray();
    }
    return wide;
  }

  /**
   * @param order the row whose numbers the rows of the loss have
   * @return the summed loss
   */
  private double gradients(
      MiniBatch loss, int[] order, float[][] byLogprobs, float[][] byEntropies) {
    NDArray logprobs = manager.create(flat(LOGPROBS, order)).duplicate();
    logprobs.setRequiresGradient(true);
    double value;
    try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
      NDArray sum = loss.sum(manager, logprobs, ALL);
      collector.backward(sum);
      value = sum.getFloat();
    }
    split(logprobs.getGradient().toFloatArray(), order, byLogprobs);
    float[] weights =
        loss.entropyWeights(manager, ALL)
            .map(NDArray::toFloatArray)
            .orElseGet(() -> new float[Arrays.stream(LENGTHS).sum()]);
    split(weights, order, byEntropies);
    float[] entropies = flat(ENTROPIES, order);
    for (int i = 0; i < weights.length; i++) {
      value += weights[i] * entropies[i];
    }
    return value;
  }

  private static void split(float[] flat, int[] order, float[][] into) {
    int from = 0;
    for (int r = 0; r < order.length; r++) {
      into[r] = Arrays.copyOfRange(flat, from, from += LENGTHS[order[r]]);
    }
  }

  private static float[] flat(float[][] byRow, int[] rows) {
    float[] flat = new float[Arrays.stream(rows).map(row -> byRow[row].length).sum()];
    int at = 0;
    for (int row : rows) {
      System.arraycopy(byRow[row], 0, flat, at, byRow[row].length);
      at += byRow[row].length;
    }
    return flat;
  }

  @ParameterizedTest
  @MethodSource("allSettings")
  void theSumOfRowsIsTheSumOfTheirMicroBatches(GrpoSettings settings) {
    MiniBatch loss = DATA.loss(settings);
    double whole = sum(loss, ALL);
    assertEquals(whole, sum(loss, 2, 0) + sum(loss, 3) + sum(loss, 1), 2e-5);
    assertEquals(whole, sum(loss, 3, 1, 2) + sum(loss, 0), 2e-5);
    assertEquals(whole, sum(loss, 3, 2, 1, 0), 2e-5);
  }

  private double sum(MiniBatch loss, int... rows) {
    double sum = loss.sum(manager, manager.create(flat(LOGPROBS, rows)), rows).getFloat();
    NDArray entropies = manager.create(flat(ENTROPIES, rows));
    return sum
        + loss.entropyWeights(manager, rows)
            .map(weights -> weights.mul(entropies).sum().getFloat())
            .orElse(0f);
  }

  @Test
  void theDrawnTokensTouchEveryBranch() {
    for (int row : new int[] {0, 2}) {
      int[] branches = new int[3];
      for (int i = 0; i < LENGTHS[row]; i++) {
        double ratio = Math.exp(LOGPROBS[row][i] - DATA.oldLogprobs()[row][i]);
        branches[ratio < 0.8 ? 0 : ratio > 1.3 ? 2 : 1]++;
      }
      assertTrue(Arrays.stream(branches).allMatch(n -> n > 0), Arrays.toString(branches));
    }
  }

  @ParameterizedTest
  @MethodSource("allSettings")
  void aForcedTokenHasNoGradientWhateverItsLogProbIs(GrpoSettings settings) {
    float[][] byLogprobs = new float[ALL.length][];
    float[][] byEntropies = new float[ALL.length][];
    gradients(DATA.loss(settings), ALL, byLogprobs, byEntropies);
    double others = 0;
    for (int row : new int[] {0, 2}) {
      int middle = LENGTHS[row] / 2;
      assertTrue(DATA.forced(row, middle));
      assertTrue(byLogprobs[row][middle] == 0 && byEntropies[row][middle] == 0);
      for (float slope : byLogprobs[row]) {
        others += Math.abs(slope);
      }
    }
    assertTrue(others > 0.1, settings.toString());
  }

  @Test
  void withoutABonusTheEntropiesAreNotAskedFor() {
    for (GrpoSettings settings : allSettings()) {
      boolean asked = DATA.loss(settings).entropyWeights(manager, ALL).isPresent();
      assertEquals(settings.policy().entropyBonus() > 0, asked);
    }
  }
}
