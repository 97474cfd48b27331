package io.github.rrm4j.trainer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.miniature.Miniature;
import io.github.rrm4j.data.miniature.MiniatureModelFolder;
import io.github.rrm4j.data.miniature.Slips;
import io.github.rrm4j.evaluation.Judge;
import io.github.rrm4j.evaluation.JudgeSettings;
import io.github.rrm4j.evaluation.JudgeTemplate;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.RowLogprobs;
import io.github.rrm4j.rewards.GroupAdvantages;
import io.github.rrm4j.rewards.RewardScheme;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.rollout.ThinkingBudget;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Random weights write no verdict, but one in twenty tokens ends a completion here, so some are
 * malformed and some are truncated; a scheme that prices these apart gives advantages.
 */
class GrpoStageTest {

  private static final Miniature WORLD = Miniature.generate(3, 64, 2, 2, Slips.STANDARD);
  private static final RewardScheme APART = new RewardScheme(1, -1, -1, -0.5);
  private static final RewardScheme ALIKE = new RewardScheme(1, -1, -1, -1);
  private static final OptimiserSettings OPTIMISER =
      new OptimiserSettings(1e-3, Schedule.CONSTANT, 0, 1, 0.9, 0.95, 1e-8, 0, 1);

  /** What docs/metrics.md documents for a step with a KL penalty. */
  private static final List<String> NAMES =
      List.of(
          "reward/mean",
          "reward/std",
          "reward/accuracy",
          "verdict/correct_frac",
          "verdict/wrong_frac",
          "verdict/malformed_frac",
          "verdict/truncated_frac",
          "verdict/first_frac",
          "gold/first_frac",
          "group/no_signal_frac",
          "len/thinking_mean",
          "len/thinking_correct_mean",
          "len/thinking_wrong_mean",
          "len/completion_mean",
          "loss",
          "kl/mean",
          "policy/clip_frac",
          "policy/ratio_max",
          "policy/entropy",
          "grad_norm",
          "tokens/padding_frac",
          "update/halvings",
          "logprob_gap/mean",
          "logprob_gap/max",
          "lr");

  @TempDir static Path folder;

  private NDManager manager;
  private NDManager stageManager;
  private ModelFolder model;

  @BeforeAll
  static void write() {
    MiniatureModelFolder.write(folder);
  }

  @BeforeEach
  void open() {
    manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    stageManager = manager.newSubManager();
    model =
        ModelFolder.open(
            ModelSource.of(folder).initialised(Key.of(1, "initialisation")).forTraining(),
            Device.cpu(),
            manager);
  }

  @AfterEach
  void close() {
    model.close();
    manager.close();
  }

  private static GrpoSettings settings(int prompts, int groupSize, int miniBatch, double kl) {
    return settings(prompts, groupSize, miniBatch, kl, false, 1e-2);
  }

  private static GrpoSettings settings(
      int prompts, int groupSize, int miniBatch, double kl, boolean mask, double gapLimit) {
    return new GrpoSettings(
        4,
        prompts,
        groupSize,
        miniBatch,
        0.2,
        0.2,
        kl,
        KlEstimator.K3,
        GroupAdvantages.GROUP_STD,
        mask,
        1e-3,
        gapLimit);
  }

  private GrpoStage stage(GrpoSettings settings, RewardScheme scheme, int newTokens) {
    return stage(settings, scheme, newTokens, 20);
  }

  /**
   * @param newTokens of a completion
   * @param oneIn a token id that is a multiple of it ends a completion
   */
  private GrpoStage stage(GrpoSettings settings, RewardScheme scheme, int newTokens, int oneIn) {
    return stage(settings, scheme, new Sampling(1, newTokens), oneIn);
  }

  private GrpoStage stage(
      GrpoSettings settings, RewardScheme scheme, Sampling sampling, int oneIn) {
    LanguageModel policy = model.model();
    Judge judge =
        new Judge(
            new JudgeSettings(JudgeTemplate.named("compact"), true, sampling),
            model.chat(),
            model.tokenizer());
    AdamW optimiser = new AdamW(policy.trainable(), OPTIMISER, stageManager);
    return new GrpoStage(
        settings,
        OPTIMISER,
        new GrpoStage.Parts(
            WORLD.train(),
            judge,
            new RolloutEngine(policy, id -> id % oneIn == 0, 64, stageManager),
            sampling,
            scheme,
            settings.klCoefficient() > 0
                ? Optional.of(
                    new RowLogprobs(
                        policy.reference(stageManager), 2048, PassMemory.DEFAULT, stageManager))
                : Optional.empty(),
            optimiser,
            new Update(policy, optimiser, 1, 2048, PassMemory.DEFAULT, stageManager)),
        new RolloutLog(judge, 1, 100),
        Key.of(9, "stage"));
  }

  private Map<String, float[]> weights() {
    return TinyModel.values(model.model());
  }

  @Test
  void forcedTokensAreNotTrainedOn() {
    Sampling budgeted = new Sampling(1, 12).within(new ThinkingBudget(4, 4, 7, new int[] {7}));
    assertThrows(
        IllegalArgumentException.class, () -> stage(settings(4, 4, 4, 0), APART, budgeted, 20));
  }

  @Test
  void aStepHasTheDocumentedMetrics() {
    Map<String, Double> metrics = stage(settings(4, 4, 4, 0.01), APART, 12).step(0).metrics();
    assertEquals(NAMES, new ArrayList<>(metrics.keySet()));
    metrics.forEach((name, value) -> assertTrue(Double.isFinite(value), name + " is " + value));
    Set<String> withoutKl = new LinkedHashSet<>(NAMES);
    withoutKl.remove("kl/mean");
    assertEquals(withoutKl, stage(settings(4, 4, 4, 0), APART, 12).step(0).metrics().keySet());
  }

  @Test
  void theMetricsAddUpToTheRollouts() {
    StepReport report = stage(settings(8, 4, 8, 0), APART, 12).step(0);
    Map<String, Double> metrics = report.metrics();
    assertEquals(32, report.rollouts().size());
    double malformed = share(report, "outcome", "malformed");
    assertTrue(malformed > 0.1 && malformed < 0.9, malformed + " are malformed");
    assertEquals(malformed, metrics.get("verdict/malformed_frac"), 1e-12);
    assertEquals(1 - malformed, metrics.get("verdict/truncated_frac"), 1e-12);
    assertEquals(-1 * malformed - 0.5 * (1 - malformed), metrics.get("reward/mean"), 1e-12);
    assertEquals(share(report, "gold", "first"), metrics.get("gold/first_frac"), 1e-12);
    assertEquals(0, metrics.get("reward/accuracy"));
    for (int group = 0; group < 8; group++) {
      List<ObjectNode> rollouts = report.rollouts().subList(4 * group, 4 * group + 4);
      assertEquals(
          0, rollouts.stream().mapToDouble(r -> r.get("advantage").asDouble()).sum(), 1e-9);
      assertEquals(1, rollouts.stream().map(r -> r.get("pair").asText()).distinct().count());
    }
  }

  private static double share(StepReport report, String field, String value) {
    return report.rollouts().stream().filter(r -> r.get(field).asText().equals(value)).count()
        / (double) report.rollouts().size();
  }

  @Test
  void rolloutAndTrainerAgreeOnTheLogProbs() {
    GrpoStage stage = stage(settings(8, 4, 2, 0), APART, 24);
    for (int step = 0; step < 2; step++) {
      Map<String, Double> metrics = stage.step(step).metrics();
      assertTrue(metrics.get("logprob_gap/mean") < 1e-5, metrics.toString());
      assertTrue(metrics.get("logprob_gap/max") < 1e-3, metrics.toString());
      assertTrue(metrics.get("logprob_gap/max") > 0, metrics.toString());
    }
  }

  @Test
  void aGapAboveTheLimitEndsTheRun() {
    GrpoStage stage = stage(settings(2, 2, 2, 0, false, 0), APART, 24);
    String message = assertThrows(RuntimeException.class, () -> stage.step(0)).getMessage();
    assertTrue(message.startsWith("log-probs of rollout and trainer differ by "), message);
  }

  @Test
  void aCoinDecidesWhichResponseIsPresentedFirst() {
    GrpoStage stage = stage(settings(32, 2, 32, 0), ALIKE, 1);
    int first = 0;
    for (int step = 0; step < 4; step++) {
      for (ObjectNode rollout : stage.step(step).rollouts()) {
        Pair pair = pair(rollout.get("pair").asText());
        boolean goldFirst = rollout.get("gold").asText().equals("first");
        String shown =
            "Assistant 1: %s\nAssistant 2: %s"
                .formatted(
                    goldFirst ? pair.chosen() : pair.rejected(),
                    goldFirst ? pair.rejected() : pair.chosen());
        assertTrue(rollout.get("prompt").asText().contains(shown), rollout.toString());
        first += goldFirst ? 1 : 0;
      }
    }
    // 128 coins, each seen by the two rollouts of its pair
    assertTrue(first > 2 * 47 && first < 2 * 81, first + " of 256");
  }

  private static Pair pair(String id) {
    return WORLD.train().stream().filter(p -> p.id().equals(id)).findFirst().orElseThrow();
  }

  @Test
  void everyPairIsSeenOnceAnEpoch() {
    GrpoStage stage = stage(settings(32, 2, 32, 0), ALIKE, 1);
    Set<String> seen = new LinkedHashSet<>();
    for (int step = 0; step < 2; step++) {
      stage.step(step).rollouts().forEach(rollout -> seen.add(rollout.get("pair").asText()));
    }
    assertEquals(64, seen.size());
  }

  @Test
  void equalRewardsMoveNothing() {
    GrpoStage stage = stage(settings(4, 4, 4, 0), ALIKE, 12);
    Map<String, float[]> before = weights();
    StepReport report = stage.step(0);
    assertEquals(1, report.metrics().get("group/no_signal_frac"));
    assertEquals(0, report.metrics().get("grad_norm"));
    report.rollouts().forEach(rollout -> assertEquals(0, rollout.get("advantage").asDouble()));
    before.forEach((name, values) -> assertArrayEquals(values, weights().get(name), name));
  }

  @Test
  void unequalRewardsMoveTheWeights() {
    GrpoStage stage = stage(settings(4, 4, 4, 0), APART, 12);
    Map<String, float[]> before = weights();
    StepReport report = stage.step(0);
    assertTrue(report.metrics().get("group/no_signal_frac") < 1);
    assertTrue(TinyModel.distance(before, weights()) > 1e-4);
  }

  @Test
  void aMiniBatchIsAnOptimiserStep() {
    GrpoStage one = stage(settings(8, 2, 8, 0), APART, 12);
    assertEquals(1, one.step(0).metrics().get("policy/ratio_max"), 1e-3); // still on the policy
    assertEquals(1, one.optimiser().steps());
    GrpoStage four = stage(settings(8, 2, 2, 0), APART, 12);
    assertTrue(four.step(0).metrics().get("policy/ratio_max") > 1.001);
    assertEquals(4, four.optimiser().steps());
    four.step(1);
    assertEquals(8, four.optimiser().steps());
  }

  @Test
  void cutOffRolloutsCanBeLeftOut() {
    // nothing ends in two tokens
    GrpoStage nothing = stage(settings(2, 2, 2, 0, true, 1e-2), APART, 2, 1_000_000);
    Map<String, float[]> before = weights();
    assertEquals(1, nothing.step(0).metrics().get("verdict/truncated_frac"));
    assertEquals(0, nothing.optimiser().steps());
    assertEquals(0, TinyModel.distance(before, weights()));
    GrpoStage some = stage(settings(8, 4, 8, 0, true, 1e-2), APART, 12);
    assertTrue(some.step(0).taken());
    assertEquals(1, some.optimiser().steps());
    assertTrue(TinyModel.distance(before, weights()) > 1e-4);
  }

  @Test
  void theReferenceStaysWhileThePolicyMoves() {
    GrpoStage stage = stage(settings(4, 4, 4, 0.1), APART, 12);
    assertEquals(0, stage.step(0).metrics().get("kl/mean"), 1e-9);
    stage.step(1);
    assertTrue(stage.step(2).metrics().get("kl/mean") > 1e-6);
  }

  @Test
  void aStepIsAFunctionOfTheSeedAndTheWeights() {
    StepReport first = stage(settings(4, 4, 2, 0.01), APART, 12).step(3);
    close();
    open();
    StepReport again = stage(settings(4, 4, 2, 0.01), APART, 12).step(3);
    assertEquals(first.metrics(), again.metrics());
    assertEquals(first.rollouts(), again.rollouts());
  }

  @Test
  void noArrayIsLeftOverByAStep() {
    GrpoStage stage = stage(settings(4, 4, 2, 0.01), APART, 12);
    int[] arrays = new int[10];
    for (int step = 0; step < 10; step++) {
      stage.step(step);
      arrays[step] = manager.getManagedArrays().size();
    }
    assertEquals(arrays[2], arrays[9]);
  }
}
