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
import io.github.rrm4j.rewards.RewardFunction;
import io.github.rrm4j.rewards.RewardFunction.Weights;
import io.github.rrm4j.rewards.RewardScheme;
import io.github.rrm4j.rewards.length.LengthRule;
import io.github.rrm4j.rewards.length.TargetLength;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.rollout.ThinkingBudget;
import io.github.rrm4j.trainer.GrpoSettings.KlPlace;
import io.github.rrm4j.trainer.GrpoSettings.Reference;
import io.github.rrm4j.trainer.objective.Aggregation;
import io.github.rrm4j.trainer.objective.ClippedRatio;
import io.github.rrm4j.trainer.objective.Importance;
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
          "reward/part/verdict",
          "verdict/correct_frac",
          "verdict/wrong_frac",
          "verdict/malformed_frac",
          "verdict/truncated_frac",
          "verdict/first_frac",
          "gold/first_frac",
          "verdict/position_bias",
          "group/no_signal_frac",
          "group/all_right_frac",
          "group/all_wrong_frac",
          "group/mixed_frac",
          "group/sampled",
          "group/trained",
          "group/trained_no_signal_frac",
          "len/thinking_mean",
          "len/thinking_correct_mean",
          "len/thinking_wrong_mean",
          "len/right_minus_wrong",
          "len/completion_mean",
          "len/reward_correlation",
          "len/forced_frac",
          "text/repeated_frac",
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
          "len/limit",
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
        new GrpoSettings.Batch(4, prompts, groupSize, miniBatch, false, GrpoSettings.Refill.NONE),
        new GrpoSettings.Policy(
            new ClippedRatio(0.2, 0.2, Double.POSITIVE_INFINITY),
            Aggregation.TOKEN,
            Importance.NONE),
        new GrpoSettings.Kl(
            kl, KlEstimator.K3, KlPlace.LOSS, kl > 0 ? Reference.FROZEN : Reference.NONE, 1),
        new GrpoSettings.Compare(GroupAdvantages.GROUP_STD, Double.POSITIVE_INFINITY, mask, 1),
        LimitCurriculum.constant(12),
        new GrpoSettings.Gap(1e-3, gapLimit));
  }

  private static GrpoSettings with(GrpoSettings.Batch batch, GrpoSettings other) {
    return new GrpoSettings(
        batch, other.policy(), other.kl(), other.compare(), other.limit(), other.gap());
  }

  private static GrpoSettings with(GrpoSettings.Kl kl, GrpoSettings other) {
    return new GrpoSettings(
        other.batch(), other.policy(), kl, other.compare(), other.limit(), other.gap());
  }

  private static GrpoSettings with(GrpoSettings.Policy policy, GrpoSettings other) {
    return new GrpoSettings(
        other.batch(), policy, other.kl(), other.compare(), other.limit(), other.gap());
  }

  private static GrpoSettings with(LimitCurriculum limit, GrpoSettings other) {
    return new GrpoSettings(
        other.batch(), other.policy(), other.kl(), other.compare(), limit, other.gap());
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
    return stage(settings, RewardFunction.of(scheme), sampling, oneIn, Watch.NOTHING);
  }

  private GrpoStage stage(
      GrpoSettings settings, RewardFunction reward, Sampling sampling, int oneIn, Watch watch) {
    LanguageModel policy = model.model();
    Judge judge =
        new Judge(
            new JudgeSettings(JudgeTemplate.named("compact"), true, sampling),
            model.chat(),
            model.tokenizer());
    AdamW optimiser = new AdamW(policy.trainable(), OPTIMISER, stageManager);
    RowLogprobs frozen =
        new RowLogprobs(policy.frozen(stageManager), 2048, PassMemory.DEFAULT, stageManager);
    boolean fixed = settings.limit().equals(LimitCurriculum.constant(12));
    return new GrpoStage(
        fixed ? with(LimitCurriculum.constant(sampling.maxNewTokens()), settings) : settings,
        OPTIMISER,
        new GrpoStage.Parts(
            WORLD.train(),
            judge,
            new RolloutEngine(policy, id -> id % oneIn == 0, 64, stageManager),
            sampling,
            reward,
            new RowLogprobs(policy, 2048, PassMemory.DEFAULT, stageManager),
            Optional.of((step, rows, temperature) -> frozen.of(rows, temperature)),
            optimiser,
            new Update(policy, optimiser, 1, 2048, PassMemory.DEFAULT, stageManager),
            watch),
        new RolloutLog(new TrainingPlan.Log(1, 100, 0)),
        Key.of(9, "stage"));
  }

  private Map<String, float[]> weights() {
    return TinyModel.values(model.model());
  }

  @Test
  void forcedTokensAreLeftOutAndTheRestIsTrainedOn() {
    Sampling budgeted = new Sampling(1, 12).within(new ThinkingBudget(4, 4, 7, new int[] {7}));
    GrpoStage stage = stage(settings(8, 4, 8, 0.01), APART, budgeted, 1_000_000);
    Map<String, float[]> before = weights();
    StepReport report = stage.step(0);
    assertTrue(report.metrics().get("len/forced_frac") > 0.9, report.metrics().toString());
    report.metrics().forEach((name, value) -> assertTrue(Double.isFinite(value), name));
    assertTrue(report.metrics().get("logprob_gap/max") < 1e-3);
    assertTrue(report.taken());
    stage.step(1);
    assertTrue(TinyModel.distance(before, weights()) > 0);
  }

  @Test
  void bothOrdersOfAPairStandSideBySide() {
    GrpoSettings.Batch batch = new GrpoSettings.Batch(4, 8, 2, 8, true, GrpoSettings.Refill.NONE);
    RewardFunction consistent =
        new RewardFunction(APART, new Weights(1, 1, 0, 0), false, LengthRule.NONE);
    GrpoStage stage =
        stage(with(batch, settings(8, 2, 8, 0)), consistent, new Sampling(1, 4), 20, Watch.NOTHING);
    StepReport report = stage.step(0);
    assertEquals(16, report.rollouts().size());
    assertEquals(0.5, report.metrics().get("gold/first_frac"));
    assertEquals(0, report.metrics().get("reward/part/consistency"));
    Set<String> pairs = new LinkedHashSet<>();
    for (int p = 0; p < 8; p += 2) {
      ObjectNode one = report.rollouts().get(2 * p);
      ObjectNode other = report.rollouts().get(2 * p + 2);
      assertEquals(one.get("pair"), other.get("pair"));
      assertTrue(!one.get("gold").equals(other.get("gold")));
      pairs.add(one.get("pair").asText());
    }
    assertEquals(4, pairs.size());
  }

  @Test
  void groupsWithoutSignalAreDroppedAndOthersDrawn() {
    GrpoSettings plain = settings(8, 2, 4, 0);
    double without = stage(plain, APART, 12).step(0).metrics().get("group/no_signal_frac");
    assertTrue(without > 0.1 && without < 0.9, without + " have no signal");
    close();
    open();
    GrpoSettings.Batch refilled =
        new GrpoSettings.Batch(4, 8, 2, 4, false, new GrpoSettings.Refill(true, 5));
    StepReport report = stage(with(refilled, plain), APART, 12).step(0);
    assertEquals(8, report.metrics().get("group/trained"));
    double sampled = report.metrics().get("group/sampled");
    assertTrue(sampled > 8 && sampled < 48 && sampled % 8 == 0, sampled + " groups");
    report.rollouts().stream()
        .filter(rollout -> rollout.get("trained").asBoolean())
        .forEach(rollout -> assertTrue(rollout.get("advantage").asDouble() != 0));
    close();
    open();
    GrpoSettings.Batch capped =
        new GrpoSettings.Batch(4, 8, 2, 4, false, new GrpoSettings.Refill(true, 0));
    Map<String, Double> metrics = stage(with(capped, plain), APART, 12).step(0).metrics();
    assertEquals(8, metrics.get("group/sampled"));
    assertEquals(Math.round(8 * (1 - without)), metrics.get("group/trained"));
  }

  @Test
  void aStepWithoutAnyUsefulGroupMovesNothing() {
    GrpoSettings.Batch dropped =
        new GrpoSettings.Batch(4, 4, 4, 2, false, new GrpoSettings.Refill(true, 2));
    GrpoStage stage = stage(with(dropped, settings(4, 4, 2, 0.1)), ALIKE, 12);
    Map<String, float[]> before = weights();
    StepReport report = stage.step(0);
    assertEquals(12, report.metrics().get("group/sampled"));
    assertEquals(0, report.metrics().get("group/trained"));
    assertEquals(0, stage.optimiser().steps());
    assertEquals(0, TinyModel.distance(before, weights()));
  }

  @Test
  void aKlInTheRewardIsAPartOfIt() {
    GrpoSettings.Kl kl =
        new GrpoSettings.Kl(0.5, KlEstimator.K1, KlPlace.REWARD, Reference.FROZEN, 1);
    GrpoStage stage = stage(with(kl, settings(4, 4, 4, 0.1)), APART, 12);
    stage.step(0); // the policy moves away
    StepReport report = stage.step(1);
    double parts = 0;
    for (ObjectNode rollout : report.rollouts()) {
      double held = rollout.get("parts").get("kl").asDouble();
      double price = rollout.get("parts").get("verdict").asDouble();
      assertEquals(rollout.get("reward").asDouble(), price + held, 1e-9);
      parts += held / report.rollouts().size();
    }
    assertTrue(Math.abs(parts) > 1e-6, parts + "");
    assertEquals(parts, report.metrics().get("reward/part/kl"), 1e-9);
  }

  @Test
  void inOneProcessEveryTokenHasTheImportanceOne() {
    GrpoSettings plain = settings(4, 4, 4, 0);
    GrpoSettings.Policy corrected =
        new GrpoSettings.Policy(
            plain.policy().term(),
            Aggregation.TOKEN,
            new Importance(Importance.Kind.TRUNCATE, 0, 2));
    Map<String, Double> metrics = stage(with(corrected, plain), APART, 12).step(0).metrics();
    assertEquals(1, metrics.get("importance/weight_mean"), 1e-4);
    assertEquals(0, metrics.get("importance/cut_frac"));
  }

  @Test
  void theLimitFollowsItsCurriculum() {
    GrpoStage stage =
        stage(with(new LimitCurriculum(4, 12, 4), settings(4, 2, 4, 0)), APART, 12, 1_000_000);
    assertEquals(4, stage.step(0).metrics().get("len/completion_mean"));
    assertEquals(8, stage.step(2).metrics().get("len/completion_mean"));
    assertEquals(12, stage.step(9).metrics().get("len/limit"));
  }

  @Test
  void aTargetIsToldAndHeldTo() {
    RewardFunction target =
        new RewardFunction(
            ALIKE, Weights.VERDICT, false, new TargetLength(TargetLength.Kind.EXACT, 0.1, 0, 3, 9));
    StepReport report =
        stage(settings(8, 2, 8, 0), target, new Sampling(1, 12), 20, Watch.NOTHING).step(0);
    Set<Integer> targets = new LinkedHashSet<>();
    for (ObjectNode rollout : report.rollouts()) {
      int asked = rollout.get("thinking_target").asInt();
      targets.add(asked);
      assertTrue(rollout.get("prompt").asText().contains("Think for " + asked + " tokens."));
      int off = Math.abs(asked - rollout.get("thinking_tokens").asInt());
      assertEquals(-1 - 0.1 * off, rollout.get("reward").asDouble(), 1e-9);
    }
    assertTrue(targets.size() > 2, targets.toString());
  }

  @Test
  void alarmsAreInTheMetricsAndTold() {
    Watch watch =
        new Watch(
            List.of(
                new Watch.Threshold("constant_reward", "group/no_signal_frac", Watch.Side.ABOVE, 1),
                new Watch.Threshold("entropy", "policy/entropy", Watch.Side.BELOW, 1e-9)),
            false,
            8);
    StepReport report =
        stage(settings(4, 4, 4, 0), RewardFunction.of(ALIKE), new Sampling(1, 12), 20, watch)
            .step(0);
    assertEquals(1, report.metrics().get("alarm/constant_reward"));
    assertEquals(0, report.metrics().get("alarm/entropy"));
    assertEquals(
        Map.of(
            "constant_reward",
            "alarm constant_reward: group/no_signal_frac is 1.000, watch.constant_reward alarms from 1.000"),
        report.alarms());
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
