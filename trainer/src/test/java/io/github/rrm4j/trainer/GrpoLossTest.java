package io.github.rrm4j.trainer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rewards.GroupAdvantages;
import io.github.rrm4j.trainer.GrpoSettings.KlPlace;
import io.github.rrm4j.trainer.GrpoSettings.Reference;
import io.github.rrm4j.trainer.objective.Aggregation;
import io.github.rrm4j.trainer.objective.ClippedRatio;
import io.github.rrm4j.trainer.objective.ClippedWeight;
import io.github.rrm4j.trainer.objective.Importance;
import io.github.rrm4j.trainer.objective.Objective;
import io.github.rrm4j.trainer.objective.PolicyTerm;
import io.github.rrm4j.trainer.objective.ScoreFunction;
import io.github.rrm4j.trainer.objective.SequenceRatio;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GrpoLossTest {

  /** Four rows of different lengths; two tokens of row 2 were forced. */
  private static final int[] LENGTHS = {12, 3, 10, 4};

  private static final double[] ADVANTAGES = {1.5, -0.7, -1.2, 0};
  private static final int[] ALL = {0, 1, 2, 3};
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

  private static GrpoSettings settings(
      PolicyTerm term, Aggregation aggregation, Importance importance, GrpoSettings.Kl kl) {
    return new GrpoSettings(
        new GrpoSettings.Batch(1, 1, 2, 1, false, GrpoSettings.Refill.NONE),
        new GrpoSettings.Policy(term, aggregation, importance),
        kl,
        new GrpoSettings.Compare(GroupAdvantages.NONE, Double.POSITIVE_INFINITY, false, 1),
        LimitCurriculum.constant(LIMIT),
        new GrpoSettings.Gap(1, 1));
  }

  private static GrpoSettings.Kl kl(double coefficient, KlEstimator estimator) {
    return new GrpoSettings.Kl(coefficient, estimator, KlPlace.LOSS, Reference.FROZEN, 1);
  }

  private static GrpoSettings.Kl noKl() {
    return new GrpoSettings.Kl(0, KlEstimator.K3, KlPlace.LOSS, Reference.NONE, 1);
  }

  /** Every objective under each KL penalty, aggregation and correction that it goes with. */
  static List<GrpoSettings> allSettings() {
    List<GrpoSettings> all = new ArrayList<>();
    for (Objective objective : Objective.values()) {
      // some of the drawn tokens, and some of the rows, are cut and others are not
      PolicyTerm term =
          switch (objective) {
            case CISPO -> objective.term(0.3, 0.3, 0);
            case GSPO -> objective.term(0.05, 0.05, 0);
            default -> objective.term(objective.clipLow(), objective.clipHigh(), 1.3);
          };
      for (Aggregation aggregation : Aggregation.values()) {
        if (objective != Objective.GSPO || aggregation == Aggregation.SEQUENCE) {
          all.add(settings(term, aggregation, Importance.NONE, noKl()));
        }
      }
      for (KlEstimator estimator : KlEstimator.values()) {
        all.add(settings(term, objective.aggregation(), Importance.NONE, kl(0.3, estimator)));
      }
      if (objective != Objective.GSPO) {
        Importance truncated = new Importance(Importance.Kind.TRUNCATE, 0, 1.2);
        Importance masked = new Importance(Importance.Kind.MASK, 0.8, 1.2);
        all.add(settings(term, Aggregation.TOKEN, truncated, kl(0.3, KlEstimator.K2)));
        all.add(settings(term, Aggregation.TOKEN, masked, noKl()));
      }
    }
    return all;
  }

  private static GrpoLoss loss(GrpoSettings settings) {
    return new GrpoLoss(
        settings,
        LossRows.of(
            settings.policy(), behaviour(), old(), reference(), ADVANTAGES, List.of(ALL), LIMIT));
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
    assertEquals(loss, oneToken(new ClippedRatio(low, high, dual), ratio, advantage), 1e-6);
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
    LossRows rows =
        LossRows.of(
            settings.policy(),
            old,
            old,
            new float[][] {{Float.NaN}}, // without a coefficient it is not read
            new double[] {advantage},
            List.of(new int[] {0}),
            LIMIT);
    NDArray logprobs = manager.create(new float[] {(float) (-1 + Math.log(ratio))});
    return new GrpoLoss(settings, rows).sum(manager, logprobs, new int[] {0}).getFloat();
  }

  @Test
  void aSequenceHasTheGeometricMeanOfItsRatios() {
    // Ratios 1.5 and 0.9 of row 0: sqrt(1.35) = 1.1619, inside. Row 1: 2, cut to 1.2.
    GrpoSettings settings =
        settings(new SequenceRatio(0.2, 0.2), Aggregation.SEQUENCE, Importance.NONE, noKl());
    float[][] old = {{-1, -1}, {-1}};
    LossRows rows =
        LossRows.of(
            settings.policy(), old, old, old, new double[] {1, 3}, List.of(new int[] {0, 1}), 9);
    float[] at = {
      (float) (-1 + Math.log(1.5)), (float) (-1 + Math.log(0.9)), (float) (-1 + Math.log(2))
    };
    double sum =
        new GrpoLoss(settings, rows).sum(manager, manager.create(at), new int[] {0, 1}).getFloat();
    assertEquals(-(Math.sqrt(1.35) + 1.2 * 3) / 2, sum / 3, 1e-6);
  }

  @ParameterizedTest
  @CsvSource({"TOKEN, 1.25, 1.25", "SEQUENCE, 2.5, 0.8333333333", "CONSTANT, 0.25, 0.25"})
  void rowsAreWeighedByHand(Aggregation aggregation, double ofShort, double ofLong) {
    // 5 tokens, 4 of them sampled: 1 in the short row, 3 in the long one. The limit is 10.
    float[][] behaviour = {{-1}, {-1, Float.NaN, -1, -1}};
    GrpoSettings settings = settings(new ScoreFunction(), aggregation, Importance.NONE, noKl());
    LossRows rows =
        LossRows.of(
            settings.policy(),
            behaviour,
            behaviour,
            behaviour,
            new double[] {1, 1},
            List.of(new int[] {0, 1}),
            10);
    assertEquals(ofShort, rows.weights()[0], 1e-9);
    assertEquals(ofLong, rows.weights()[1], 1e-9);
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
    assertEquals(weight, new Importance(kind, 0.5, 2).weight(Math.log(w), 0), 1e-12);
  }

  @ParameterizedTest
  @MethodSource("allSettings")
  void valueAndGradientAreThoseOfTheFormulaInDoublePrecision(GrpoSettings settings) {
    GrpoLoss grpo = loss(settings);
    int[] rows = {2, 0, 3, 1}; // in an order of their own
    float[] at = flat(logprobs(), rows);
    float[] gradient = new float[at.length];
    double tokens = at.length;
    float value = gradient(grpo, at, rows, gradient);
    double[] frozen = wide(at);
    assertEquals(formula(settings, frozen, frozen, rows), value / tokens, 1e-5);
    for (int i = 0; i < at.length; i++) {
      double h = 1e-6;
      double[] up = wide(at);
      double[] down = wide(at);
      up[i] += h;
      down[i] -= h;
      double slope =
          (formula(settings, up, frozen, rows) - formula(settings, down, frozen, rows)) / (2 * h);
      assertEquals(slope, gradient[i] / tokens, 1e-5, "token " + i);
    }
  }

  @ParameterizedTest
  @MethodSource("allSettings")
  void theSumOfRowsIsTheSumOfTheirMicroBatches(GrpoSettings settings) {
    GrpoLoss grpo = loss(settings);
    double whole = sum(grpo, ALL);
    assertEquals(whole, sum(grpo, 2, 0) + sum(grpo, 3) + sum(grpo, 1), 2e-5);
    assertEquals(whole, sum(grpo, 3, 1, 2) + sum(grpo, 0), 2e-5);
    assertEquals(whole, sum(grpo, 3, 2, 1, 0), 2e-5);
  }

  /** With a model: padding, micro-batches and row order, through loss and weights. */
  @ParameterizedTest
  @MethodSource("allSettings")
  void microBatchesRowOrderAndPaddingChangeOnlyRounding(GrpoSettings settings) {
    List<TokenSequence> rows = TinyModel.rows(6, Key.of(8, "rows"));
    int[] order = {0, 1, 2, 3, 4, 5};
    int[] other = {4, 1, 5, 0, 3, 2};
    try (TinyModel one = new TinyModel();
        TinyModel few = new TinyModel();
        TinyModel turned = new TinyModel()) {
      Map<String, float[]> before = one.weights();
      Update.Result whole = update(one, settings, rows, order, 10_000);
      assertTrue(TinyModel.distance(before, one.weights()) > 1e-4, "the weights have moved");
      Update.Result cut = update(few, settings, rows, order, 24);
      Update.Result permuted = update(turned, settings, rows, other, 64);
      for (Update.Result result : List.of(cut, permuted)) {
        assertEquals(whole.loss(), result.loss(), 1e-5);
        assertEquals(whole.gradientNorm(), result.gradientNorm(), 1e-5);
      }
      assertEquals(0, TinyModel.distance(one.weights(), few.weights()), 1e-6);
      assertEquals(0, TinyModel.distance(one.weights(), turned.weights()), 1e-6);
    }
  }

  private static Update.Result update(
      TinyModel tiny, GrpoSettings settings, List<TokenSequence> rows, int[] order, int budget) {
    List<TokenSequence> ordered = Arrays.stream(order).mapToObj(rows::get).toList();
    float[][] old = new float[order.length][];
    float[][] behaviour = new float[order.length][];
    double[] advantages = new double[order.length];
    for (int i = 0; i < order.length; i++) {
      int length = ordered.get(i).completion().length;
      old[i] = drawn("tiny", order[i], length, -3.7, 0.3);
      behaviour[i] = drawn("tiny behaviour", order[i], length, -3.7, 0.3);
      behaviour[i][length / 2] = Float.NaN;
      advantages[i] = Key.of(8, "advantage").gaussian(order[i]);
    }
    LossRows data =
        LossRows.of(
            settings.policy(),
            behaviour,
            old,
            old,
            advantages,
            List.of(IntStream.range(0, order.length).toArray()),
            LIMIT);
    OptimiserSettings descent = TinyModel.gradientDescent();
    AdamW optimiser = new AdamW(tiny.model.trainable(), descent, tiny.stage);
    return new Update(tiny.model, optimiser, 1e9, budget, PassMemory.DEFAULT, tiny.stage)
        .apply(
            ordered,
            IntStream.range(0, order.length).toArray(),
            new GrpoLoss(settings, data),
            1,
            descent.learningRate());
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
  void aForcedTokenHasNoGradientWhateverItsLogProbIs() {
    for (GrpoSettings settings : allSettings()) {
      float[] at = flat(logprobs(), ALL);
      float[] gradient = new float[at.length];
      gradient(loss(settings), at, ALL, gradient);
      assertEquals(0, gradient[LENGTHS[0] + LENGTHS[1] + 4]);
      assertEquals(0, gradient[LENGTHS[0] + LENGTHS[1] + 5]);
      int from = LENGTHS[0] + LENGTHS[1];
      double row = 0;
      for (int i = from; i < from + LENGTHS[2]; i++) {
        row += Math.abs(gradient[i]);
      }
      assertTrue(row > 0.1, settings.toString());
    }
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

  /**
   * The loss of the step as its papers write it, in plain Java.
   *
   * @param frozen the log-probs where no gradient goes through
   */
  private static double formula(
      GrpoSettings settings, double[] logprobs, double[] frozen, int[] rows) {
    double[] byRow = new double[rows.length];
    int[] counts = new int[rows.length];
    int at = 0;
    for (int r = 0; r < rows.length; r++) {
      int row = rows[r];
      double mean = 0;
      int counted = 0;
      for (int i = 0; i < LENGTHS[row]; i++) {
        if (!forced(row, i)) {
          mean += logprobs[at + i] - old()[row][i];
          counted++;
        }
      }
      mean /= counted;
      for (int i = 0; i < LENGTHS[row]; i++) {
        if (!forced(row, i)) {
          double policy =
              term(settings, row, logprobs[at + i], frozen[at + i], old()[row][i], mean);
          double w = Math.exp(old()[row][i] - behaviour()[row][i]);
          Importance rule = settings.policy().importance();
          double weight =
              switch (rule.kind()) {
                case NONE -> 1;
                case TRUNCATE -> Math.min(w, rule.high());
                case MASK -> w < rule.low() || w > rule.high() ? 0 : w;
              };
          byRow[r] +=
              weight * policy
                  + settings.kl().coefficient()
                      * kl(settings, logprobs[at + i], frozen[at + i], reference()[row][i]);
        }
      }
      counts[r] = counted;
      at += LENGTHS[row];
    }
    double total = 0;
    for (int r = 0; r < rows.length; r++) {
      total +=
          switch (settings.policy().aggregation()) {
            case TOKEN -> byRow[r] / Arrays.stream(counts).sum();
            case SEQUENCE -> byRow[r] / counts[r] / rows.length;
            case CONSTANT -> byRow[r] / (rows.length * LIMIT);
          };
    }
    return total;
  }

  private static double term(
      GrpoSettings settings, int row, double logprob, double frozen, double old, double mean) {
    double a = (float) ADVANTAGES[row];
    double ratio = Math.exp(logprob - old);
    if (settings.policy().term() instanceof ClippedRatio clip) {
      double gain = Math.min(ratio * a, between(1 - clip.low(), ratio, 1 + clip.high()) * a);
      return -(a < 0 ? Math.max(gain, clip.dual() * a) : gain);
    }
    if (settings.policy().term() instanceof SequenceRatio clip) {
      double s = Math.exp(mean);
      return -Math.min(s * a, between(1 - clip.low(), s, 1 + clip.high()) * a);
    }
    if (settings.policy().term() instanceof ClippedWeight clip) {
      return -between(1 - clip.low(), Math.exp(frozen - old), 1 + clip.high()) * a * logprob;
    }
    return -a * logprob;
  }

  private static double kl(GrpoSettings settings, double logprob, double frozen, double ref) {
    double d = ref - logprob;
    double stopped = ref - frozen;
    return switch (settings.kl().estimator()) {
      case K1 -> -d;
      case K2 -> d * d / 2;
      case K3 -> Math.exp(d) - d - 1;
      case K3_K2 -> d * d / 2 - stopped * stopped / 2 + Math.exp(stopped) - stopped - 1;
    };
  }

  private static double between(double low, double value, double high) {
    return Math.max(low, Math.min(high, value));
  }

  private static boolean forced(int row, int token) {
    return row == 2 && (token == 4 || token == 5);
  }

  private static float[][] logprobs() {
    return drawn("policy", 0.3);
  }

  private static float[][] old() {
    return drawn("old", 0.3);
  }

  private static float[][] behaviour() {
    float[][] behaviour = drawn("behaviour", 0.3);
    behaviour[2][4] = Float.NaN;
    behaviour[2][5] = Float.NaN;
    return behaviour;
  }

  private static float[][] reference() {
    return drawn("reference", 0.5);
  }

  private static float[][] drawn(String name, double std) {
    float[][] values = new float[LENGTHS.length][];
    for (int row = 0; row < LENGTHS.length; row++) {
      values[row] = drawn(name, row, LENGTHS[row], -1, std);
    }
    return values;
  }

  private static float[] drawn(String name, int row, int length, double mean, double std) {
    float[] values = new float[length];
    for (int i = 0; i < length; i++) {
      values[i] = (float) (mean + std * Key.of(3, name).with(row).gaussian(i));
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
