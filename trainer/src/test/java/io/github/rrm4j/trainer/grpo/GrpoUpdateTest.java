package io.github.rrm4j.trainer.grpo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.LanguageModel.Logprobs;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.RowLogprobs;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rewards.GroupAdvantages;
import io.github.rrm4j.rewards.JudgedCompletion;
import io.github.rrm4j.rewards.Outcome;
import io.github.rrm4j.rewards.judge.RewardFunction;
import io.github.rrm4j.rewards.judge.RewardFunction.Weights;
import io.github.rrm4j.rewards.judge.RewardScheme;
import io.github.rrm4j.rewards.length.LengthRule;
import io.github.rrm4j.rewards.length.LengthRule.CosineLength;
import io.github.rrm4j.rewards.length.LengthRule.GroupLength;
import io.github.rrm4j.rewards.length.LengthRule.LinearCost;
import io.github.rrm4j.rewards.length.LengthRule.SoftOverlong;
import io.github.rrm4j.rewards.length.LengthRule.TargetLength;
import io.github.rrm4j.trainer.objective.Aggregation;
import io.github.rrm4j.trainer.objective.Importance;
import io.github.rrm4j.trainer.optimizer.AdamW;
import io.github.rrm4j.trainer.optimizer.OptimizerSettings;
import io.github.rrm4j.trainer.optimizer.OptimizerStep;
import io.github.rrm4j.trainer.optimizer.TinyModel;
import io.github.rrm4j.trainer.optimizer.TokenUpdate;
import io.github.rrm4j.trainer.optimizer.UpdateResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An optimizer step of a tiny model, through loss, head and layers: its gradient is the slope of
 * the formula, and micro-batches, row order and padding change its rounding alone; for every
 * objective, KL, advantage and length rule.
 */
class GrpoUpdateTest {

  private static final List<TokenSequence> ROWS = TinyModel.rows(6, Key.of(8, "rows"));
  private static final int[] ORDER = {0, 1, 2, 3, 4, 5};
  private static final LossData DATA =
      LossData.drawn(ROWS.stream().mapToInt(row -> row.completion().length).toArray(), -3.7);

  static List<GrpoSettings> allSettings() {
    return LossData.allSettings();
  }

  /** Every way to compare rewards, and every length rule, by its name. */
  static List<Arguments> allAdvantages() {
    Map<String, double[]> all = new LinkedHashMap<>();
    for (GroupAdvantages kind : GroupAdvantages.values()) {
      all.put(kind.name(), advantages(kind, LengthRule.NONE));
    }
    CosineLength cosine =
        new CosineLength(new CosineLength.Ends(0, -0.5), new CosineLength.Ends(-0.5, 0));
    for (LengthRule rule :
        List.of(
            new LinearCost(0.05),
            new SoftOverlong(12),
            new GroupLength(),
            new TargetLength(TargetLength.Kind.EXACT, 0.1, 0.5, 6, 6),
            new TargetLength(TargetLength.Kind.MAX, 0.1, 0.5, 6, 6),
            cosine)) {
      all.put(rule.toString(), advantages(GroupAdvantages.GROUP_STD, rule));
    }
    List<Arguments> arguments = new ArrayList<>();
    all.forEach((name, values) -> arguments.add(Arguments.of(name, values)));
    return arguments;
  }

  /** Of two groups of three, with one wrong one each. */
  private static double[] advantages(GroupAdvantages kind, LengthRule rule) {
    RewardFunction reward =
        new RewardFunction(new RewardScheme(1, -1, -1, -1), Weights.VERDICT, false, rule);
    List<List<JudgedCompletion>> groups = new ArrayList<>();
    for (int group = 0; group < 2; group++) {
      List<JudgedCompletion> judged = new ArrayList<>();
      for (int g = 0; g < 3; g++) {
        int tokens = ROWS.get(3 * group + g).completion().length;
        judged.add(
            new JudgedCompletion(
                g == group ? Outcome.WRONG : Outcome.CORRECT,
                tokens - 2,
                tokens,
                OptionalDouble.empty(),
                OptionalDouble.empty(),
                OptionalInt.of(6)));
      }
      groups.add(judged);
    }
    double[][] rewards =
        reward.score(groups, false, LossData.LIMIT).stream()
            .map(own -> own.stream().mapToDouble(one -> one.value()).toArray())
            .toArray(double[][]::new);
    return Arrays.stream(kind.of(rewards)).flatMapToDouble(Arrays::stream).toArray();
  }

  @ParameterizedTest
  @MethodSource("allSettings")
  void theGradientIsTheSlopeOfTheFormula(GrpoSettings settings) {
    assertSlope(settings, DATA);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("allAdvantages")
  void soItIsForEveryAdvantageAndLengthRule(String name, double[] advantages) {
    for (Objective objective : List.of(Objective.GRPO, Objective.GSPO)) {
      GrpoSettings settings =
          LossData.settings(
              objective.term(0.2, 0.3, 3),
              objective.published().aggregation(),
              Importance.NONE,
              LossData.noKl());
      assertSlope(settings, DATA.with(advantages));
    }
  }

  /** Along the gradient, with all weights moved together. */
  private static void assertSlope(GrpoSettings settings, LossData data) {
    try (TinyModel tiny = new TinyModel()) {
      LossData near = near(tiny, data);
      LossFormula formula = new LossFormula(settings, near);
      Map<String, float[]> before = tiny.weights();
      LossFormula.Policy at = policy(tiny);
      UpdateResult<TokenUpdate.Numbers> result = update(tiny, settings, near, ORDER, 64);
      assertEquals(formula.of(at, at), result.loss(), 1e-5);
      Map<String, float[]> after = tiny.weights(); // a descent of rate 1: before - after
      double norm = result.gradientNorm();
      assertTrue(norm > 1e-3, "the gradient has the norm " + norm);
      double h = 5e-4; // so small that few tokens cross a bound of the clip range
      double up = at(tiny, before, after, h / norm, formula, at);
      double down = at(tiny, before, after, -h / norm, formula, at);
      assertEquals(norm, (up - down) / (2 * h), 0.02 * norm + 2e-4, settings.toString());
    }
  }

  /** Old and reference log-probs near the model's own, as they are in a run. */
  private static LossData near(TinyModel tiny, LossData data) {
    float[][] own = new RowLogprobs(tiny.model, 64, PassMemory.DEFAULT, tiny.stage).of(ROWS, 1);
    return new LossData(
        moved(data.oldLogprobs(), own),
        moved(data.behaviorLogprobs(), own),
        moved(data.refLogprobs(), own),
        data.advantages());
  }

  private static float[][] moved(float[][] values, float[][] to) {
    float[][] moved = new float[values.length][];
    for (int row = 0; row < values.length; row++) {
      moved[row] = values[row].clone();
      for (int i = 0; i < moved[row].length; i++) {
        moved[row][i] += 3.7f + to[row][i];
      }
    }
    return moved;
  }

  private static double at(
      TinyModel tiny,
      Map<String, float[]> before,
      Map<String, float[]> after,
      double factor,
      LossFormula formula,
      LossFormula.Policy frozen) {
    before.forEach(
        (name, values) -> {
          float[] moved = values.clone();
          for (int i = 0; i < moved.length; i++) {
            moved[i] += (float) (factor * (values[i] - after.get(name)[i]));
          }
          NDArray tensor = tiny.tensor(name);
          try (NDManager scope = tiny.manager.newSubManager()) {
            tensor.subi(tensor).addi(scope.create(moved, tensor.getShape()));
          }
        });
    return formula.of(policy(tiny), frozen);
  }

  private static LossFormula.Policy policy(TinyModel tiny) {
    try (NDManager scope = tiny.manager.newSubManager()) {
      Logprobs flat = tiny.model.logprobs(scope, ROWS, 1, PassMemory.DEFAULT);
      return new LossFormula.Policy(byRow(flat.values()), byRow(flat.entropy()));
    }
  }

  private static double[][] byRow(NDArray flat) {
    float[][] rows = new float[ROWS.size()][];
    RowLogprobs.split(flat.toFloatArray(), ORDER, ROWS, rows);
    double[][] wide = new double[rows.length][];
    for (int row = 0; row < rows.length; row++) {
      float[] one = rows[row];
      wide[row] = IntStream.range(0, one.length).mapToDouble(i -> one[i]).toArray();
    }
    return wide;
  }

  @ParameterizedTest
  @MethodSource("allSettings")
  void microBatchesRowOrderAndPaddingChangeOnlyRounding(GrpoSettings settings) {
    assertInvariant(settings, DATA);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("allAdvantages")
  void soDoTheyForEveryAdvantageAndLengthRule(String name, double[] advantages) {
    GrpoSettings settings =
        LossData.settings(
            Objective.GRPO.term(0.2, 0.2, 3), Aggregation.TOKEN, Importance.NONE, LossData.noKl());
    assertInvariant(settings, DATA.with(advantages));
  }

  /** A micro-batch is padded to its longest row, so other micro-batches are other padding. */
  private static void assertInvariant(GrpoSettings settings, LossData data) {
    try (TinyModel one = new TinyModel();
        TinyModel few = new TinyModel();
        TinyModel turned = new TinyModel()) {
      Map<String, float[]> before = one.weights();
      UpdateResult<TokenUpdate.Numbers> whole = update(one, settings, data, ORDER, 10_000);
      assertTrue(whole.paddingShare() > 0.1);
      assertTrue(TinyModel.distance(before, one.weights()) > 1e-4, "the weights have moved");
      UpdateResult<TokenUpdate.Numbers> cut = update(few, settings, data, ORDER, 24);
      UpdateResult<TokenUpdate.Numbers> permuted =
          update(turned, settings, data, new int[] {4, 1, 5, 0, 3, 2}, 64);
      for (UpdateResult<TokenUpdate.Numbers> result : List.of(cut, permuted)) {
        assertEquals(whole.loss(), result.loss(), 1e-5);
        assertEquals(whole.gradientNorm(), result.gradientNorm(), 1e-5);
      }
      assertEquals(0, TinyModel.distance(one.weights(), few.weights()), 1e-6);
      assertEquals(0, TinyModel.distance(one.weights(), turned.weights()), 1e-6);
    }
  }

  /** Gradient descent of rate 1. */
  private static UpdateResult<TokenUpdate.Numbers> update(
      TinyModel tiny, GrpoSettings settings, LossData data, int[] order, int budget) {
    OptimizerSettings descent = TinyModel.gradientDescent();
    AdamW optimizer = new AdamW(tiny.model.trainable(), descent, tiny.stage);
    return new TokenUpdate(
            new OptimizerStep(tiny.model, optimizer, 1e9, budget, tiny.stage), PassMemory.DEFAULT)
        .apply(
            Arrays.stream(order).mapToObj(ROWS::get).toList(),
            data.ordered(order).loss(settings),
            1,
            descent.learningRate());
  }
}
