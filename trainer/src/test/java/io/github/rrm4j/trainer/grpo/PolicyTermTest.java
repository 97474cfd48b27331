package io.github.rrm4j.trainer.grpo;

import static io.github.rrm4j.trainer.grpo.LossData.noKl;
import static io.github.rrm4j.trainer.grpo.LossData.settings;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.trainer.grpo.GrpoStep.ClippedSurrogate;
import io.github.rrm4j.trainer.objective.Aggregation;
import io.github.rrm4j.trainer.objective.ClippedWeight;
import io.github.rrm4j.trainer.objective.Importance;
import io.github.rrm4j.trainer.objective.PolicyTerm;
import io.github.rrm4j.trainer.objective.ScoreFunction;
import io.github.rrm4j.trainer.objective.SequenceRatio;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Terms, row weights, corrections and the entropy bonus by hand. */
class PolicyTermTest {

  private static final int LIMIT = 20;

  private NDManager manager;

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  }

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest(name = "ratio {0}, advantage {1}, clip -{2} +{3}, dual {4}")
  @CsvSource({
    // inside the range nothing is cut
    "1.1,   2, 0.2, 0.2, Infinity, -2.2",
    "1.1,  -2, 0.2, 0.2, Infinity,  2.2",
    // above: what is good already gains no more, what is bad still costs all of it
    "1.5,   2, 0.2, 0.2, Infinity, -2.4",
    "1.5,  -2, 0.2, 0.2, Infinity,  3.0",
    // below: the other way round
    "0.5,   2, 0.2, 0.2, Infinity, -1.0",
    "0.5,  -2, 0.2, 0.2, Infinity,  1.6",
    // a range that is wider above
    "1.3,   1, 0.1, 0.4, Infinity, -1.3",
    "1.5,   1, 0.1, 0.4, Infinity, -1.4",
    "0.85, -1, 0.1, 0.4, Infinity,  0.9",
    "0.95, -1, 0.1, 0.4, Infinity,  0.95",
    "7.0,   0, 0.2, 0.2, Infinity,  0.0",
    // the second bound holds for bad tokens alone
    "5.0,  -2, 0.2, 0.2, 3,  6.0",
    "2.0,  -2, 0.2, 0.2, 3,  4.0",
    "5.0,   2, 0.2, 0.2, 3, -2.4",
  })
  void aClippedTokenByHand(
      double ratio, double advantage, double low, double high, double dual, double loss) {
    assertEquals(loss, oneToken(new ClippedSurrogate(low, high, dual), ratio, advantage), 1e-6);
  }

  @ParameterizedTest(name = "ratio {0}, advantage {1}")
  @CsvSource({
    // weight x A x logprob, where old is -1 and so the log-prob is -1 + log(ratio)
    "1, 2, 2",
    "1.4918247, 2, 1.56",
    "0.5, -2, -2.7090355"
  })
  void aWeightedTokenByHand(double ratio, double advantage, double loss) {
    assertEquals(loss, oneToken(new ClippedWeight(0.2, 0.3), ratio, advantage), 1e-5);
  }

  @Test
  void thePlainGradientHasNoRatio() {
    assertEquals(2 * 0.6, oneToken(new ScoreFunction(), Math.exp(0.4), 2), 1e-5);
  }

  private double oneToken(PolicyTerm term, double ratio, double advantage) {
    GrpoSettings settings = settings(term, Aggregation.TOKEN, Importance.NONE, noKl());
    float[][] old = {{-1}};
    float[][] unread = {{Float.NaN}}; // without a coefficient
    MiniBatch batch = batch(settings, old, unread, new double[] {advantage}, LIMIT);
    NDArray logprobs = manager.create(new float[] {(float) (-1 + Math.log(ratio))});
    return batch.sum(manager, logprobs, new int[] {0}).getFloat();
  }

  private static MiniBatch batch(
      GrpoSettings settings, float[][] old, float[][] reference, double[] advantages, int limit) {
    List<TrainingRow> rows = new ArrayList<>();
    for (int row = 0; row < old.length; row++) {
      Rollout rollout = LossData.rollout(old[row]);
      Importance rule = settings.policy().importance();
      rows.add(TrainingRow.of(rollout, old[row], reference[row], advantages[row], rule));
    }
    return MiniBatch.weighted(settings, rows, limit);
  }

  @Test
  void aSequenceHasTheGeometricMeanOfItsRatios() {
    // Ratios 1.5 and 0.9 of row 0: sqrt(1.35) = 1.1619, inside. Row 1: 2, cut to 1.2.
    GrpoSettings settings =
        settings(new SequenceRatio(0.2, 0.2), Aggregation.SEQUENCE, Importance.NONE, noKl());
    float[][] old = {{-1, -1}, {-1}};
    MiniBatch batch = batch(settings, old, old, new double[] {1, 3}, 9);
    float[] at = {
      (float) (-1 + Math.log(1.5)), (float) (-1 + Math.log(0.9)), (float) (-1 + Math.log(2))
    };
    double sum = batch.sum(manager, manager.create(at), new int[] {0, 1}).getFloat();
    assertEquals(-(Math.sqrt(1.35) + 1.2 * 3) / 2, sum / 3, 1e-6);
  }

  @ParameterizedTest
  @CsvSource({"TOKEN, 1.25, 1.25", "SEQUENCE, 2.5, 0.8333333333", "CONSTANT, 0.25, 0.25"})
  void rowsAreWeighedByHand(Aggregation aggregation, double ofShort, double ofLong) {
    // 5 tokens, 4 of them sampled: 1 in the short row, 3 in the long one. The limit is 10.
    float[][] behavior = {{-1}, {-1, Float.NaN, -1, -1}};
    GrpoSettings settings = settings(new ScoreFunction(), aggregation, Importance.NONE, noKl());
    MiniBatch batch = batch(settings, behavior, behavior, new double[] {1, 1}, 10);
    assertEquals(ofShort, batch.rows().get(0).weight(), 1e-9);
    assertEquals(ofLong, batch.rows().get(1).weight(), 1e-9);
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, 0.5, 1",
    "TRUNCATE, 0.5, 0.5",
    "TRUNCATE, 3, 2",
    "MASK, 0.4, 0",
    "MASK, 0.6, 0.6",
    "MASK, 2.1, 0"
  })
  void importanceByHand(Importance.Kind kind, double w, double weight) {
    assertEquals(weight, new Importance(kind, 0.5, 2).bounded(w), 1e-12);
  }

  /** Ratios of 2, 0.5 and 3 with a forced token between them. */
  @ParameterizedTest
  @CsvSource({
    "TRUNCATE, TOKEN, 2, 0.5, 2.5",
    "TRUNCATE, SEQUENCE, 2.5, 2.5, 2.5",
    "MASK, TOKEN, 2, 0, 0",
    "MASK, SEQUENCE, 0, 0, 0"
  })
  void importanceOfARowByHand(
      Importance.Kind kind, Importance.Level level, float first, float second, float third) {
    float[] old = new float[4];
    float[] behavior = {
      (float) -Math.log(2), (float) -Math.log(0.5), Float.NaN, (float) -Math.log(3)
    };
    float[] weights = new Importance(kind, 0.6, 2.5, level).weights(old, behavior);
    assertArrayEquals(new float[] {first, second, 0, third}, weights, 1e-6f);
  }

  /** Two rows of 1 and 3 sampled tokens and a forced one; the limit is 10. */
  @ParameterizedTest
  @CsvSource({
    // -0.3 times the mean of 1.2, 0.4, 0.8 and 2
    "TOKEN, -0.33",
    // -0.3 times the mean of 1.2 and (0.4 + 0.8 + 2) / 3
    "SEQUENCE, -0.34",
    // -0.3 (1.2 + 0.4 + 0.8 + 2) / (2 x 10)
    "CONSTANT, -0.066"
  })
  void theEntropyBonusLowersTheLossByTheMeanOfTheSampledTokens(
      Aggregation aggregation, double loss) {
    float[][] behavior = {{-1}, {-1, Float.NaN, -1, -1}};
    GrpoSettings settings =
        settings(
            new GrpoSettings.Policy(new ScoreFunction(), aggregation, Importance.NONE, 0.3),
            noKl());
    MiniBatch batch = batch(settings, behavior, behavior, new double[2], 10);
    NDArray weights = batch.entropyWeights(manager, new int[] {0, 1}).orElseThrow();
    NDArray entropies = manager.create(new float[] {1.2f, 0.4f, 9, 0.8f, 2});
    assertEquals(loss, weights.mul(entropies).sum().getFloat() / 5, 1e-6);
  }
}
