package io.github.rrm4j.trainer.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Prompt;
import io.github.rrm4j.judging.policy.Policy;
import io.github.rrm4j.judging.reward.Answers;
import io.github.rrm4j.judging.reward.JudgedMatch;
import io.github.rrm4j.judging.reward.PolicyReward;
import io.github.rrm4j.judging.reward.RewardSource;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.RowLogprobs;
import io.github.rrm4j.rewards.GroupAdvantages;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.rollout.LocalEngine;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.trainer.grpo.Actor;
import io.github.rrm4j.trainer.grpo.BatchSampler;
import io.github.rrm4j.trainer.grpo.GrpoSettings;
import io.github.rrm4j.trainer.grpo.GrpoSettings.KlPlace;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Reference;
import io.github.rrm4j.trainer.grpo.GrpoStage;
import io.github.rrm4j.trainer.grpo.GrpoStep;
import io.github.rrm4j.trainer.grpo.MaxTokensSchedule;
import io.github.rrm4j.trainer.grpo.PairOrders;
import io.github.rrm4j.trainer.grpo.RolloutLog;
import io.github.rrm4j.trainer.grpo.StepReporter;
import io.github.rrm4j.trainer.grpo.Watch;
import io.github.rrm4j.trainer.objective.Aggregation;
import io.github.rrm4j.trainer.objective.Importance;
import io.github.rrm4j.trainer.objective.KlEstimator;
import io.github.rrm4j.trainer.optimizer.AdamW;
import io.github.rrm4j.trainer.optimizer.OptimizerSettings;
import io.github.rrm4j.trainer.optimizer.OptimizerStep;
import io.github.rrm4j.trainer.optimizer.Schedule;
import io.github.rrm4j.trainer.optimizer.TinyModel;
import io.github.rrm4j.trainer.optimizer.TokenUpdate;
import io.github.rrm4j.trainer.stage.Stage;
import io.github.rrm4j.trainer.stage.StageInfo;
import io.github.rrm4j.trainer.stage.StepReport;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random weights answer nonsense; a source of paper likes long answers. */
class AnswerEnvironmentTest {

  private static final int GROUP = 4;
  private static final int PROMPTS = 6;

  @TempDir static Path folder;

  private NDManager manager;
  private NDManager stageManager;
  private ModelFolder model;

  /** Scores the length of an answer; has none for those samples that it is told to mask. */
  private record Lengths(Set<Integer> masked) implements RewardSource {

    @Override
    public List<GroupScores> of(List<Answers> groups, Key key) {
      List<GroupScores> scores = new ArrayList<>();
      for (Answers answers : groups) {
        List<OptionalDouble> values = new ArrayList<>();
        List<String> reasons = new ArrayList<>();
        for (String response : answers.responses()) {
          boolean mask = masked.contains(values.size());
          values.add(mask ? OptionalDouble.empty() : OptionalDouble.of(response.length()));
          reasons.add(mask ? "Masked." : "Length.");
        }
        JudgedMatch match = new JudgedMatch(0, 2, new MajorityVote(1, 0, 1, 0), 7, false);
        scores.add(new GroupScores(values, reasons, List.of(match)));
      }
      return scores;
    }

    @Override
    public boolean compares() {
      return true;
    }
  }

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

  private static GrpoSettings settings(double entropyBonus) {
    return new GrpoSettings(
        new GrpoSettings.Batch(
            4, PROMPTS, GROUP, PROMPTS, PairOrders.ONE, GrpoSettings.Refill.NONE),
        new GrpoSettings.Policy(
            new GrpoStep.ClippedSurrogate(0.2, 0.2, Double.POSITIVE_INFINITY),
            Aggregation.TOKEN,
            Importance.NONE,
            entropyBonus),
        new GrpoSettings.Kl(0, KlEstimator.K3, KlPlace.LOSS, Reference.NONE, 1),
        new GrpoSettings.AdvantageSettings(
            GroupAdvantages.GROUP_STD, Double.POSITIVE_INFINITY, false, 2),
        MaxTokensSchedule.constant(12),
        new GrpoSettings.LogprobMismatch(1e-3, 1e-2));
  }

  private Stage stage(Integer... masked) {
    return stage(0, new Lengths(Set.of(masked)));
  }

  private Stage stage(double entropyBonus, RewardSource source) {
    LanguageModel policy = model.model();
    OptimizerSettings optimizerSettings =
        new OptimizerSettings(1e-3, Schedule.CONSTANT, 0, 1, 0.9, 0.95, 1e-8, 0, 1);
    AdamW optimizer = new AdamW(policy.trainable(), optimizerSettings, stageManager);
    List<Prompt> prompts = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      prompts.add(new Prompt("p" + i, "sums", "2 + " + i));
    }
    PolicyReward reward = new PolicyReward(List.of(new PolicyReward.Weighted("judge", 1, source)));
    GrpoSettings settings = settings(entropyBonus);
    Policy asked = new Policy(model.chat(), model.tokenizer());
    BatchSampler sampler = new BatchSampler(Key.of(9, "stage"), prompts.size(), 0);
    return new GrpoStage<>(
        new StageInfo("policy", settings.batch().steps(), optimizerSettings, optimizer),
        new AnswerEnvironment(prompts, asked, reward, settings.batch().prompts(), sampler),
        new Actor(
            new LocalEngine(policy, id -> id % 8 == 0, 64, stageManager),
            new Sampling(1, 12),
            new RowLogprobs(policy, 2048, PassMemory.DEFAULT, stageManager),
            Optional.empty(),
            new TokenUpdate(
                new OptimizerStep(policy, optimizer, 1, 2048, stageManager), PassMemory.DEFAULT)),
        new StepReporter<>(
            settings,
            new AnswerMetrics(reward.compares()),
            Watch.NOTHING,
            new RolloutLog(1, 100, 0)));
  }

  @Test
  void anAnswerThatIsLikedMovesTheWeights() {
    Map<String, float[]> before = TinyModel.values(model.model());
    StepReport report = stage().step(0);
    assertTrue(report.taken());
    assertTrue(TinyModel.distance(before, TinyModel.values(model.model())) > 1e-4);
    assertEquals(PROMPTS * GROUP, report.rollouts().size());
    assertEquals(0, report.metrics().get("reward/masked_frac"));
    assertEquals(
        report.metrics().get("reward/mean"), report.metrics().get("reward/part/judge"), 1e-9);
    report.metrics().forEach((name, value) -> assertTrue(Double.isFinite(value), name));
    assertTrue(report.timings().containsKey("judge"), report.timings().toString());
  }

  @Test
  void whatIsMaskedIsCountedAndNotTrainedOn() {
    StepReport report = stage(1).step(0);
    assertEquals(0.25, report.metrics().get("reward/masked_frac"));
    double sum = 0;
    for (ObjectNode rollout : report.rollouts()) {
      boolean masked = rollout.get("sample").asInt() == 1;
      assertEquals(masked, rollout.get("reward").isNull(), rollout.toString());
      assertEquals(!masked, rollout.get("trained").asBoolean());
      assertEquals(masked ? "Masked." : "Length.", rollout.get("reason").asText());
      if (masked) {
        assertEquals(0, rollout.get("advantage").asDouble());
      } else {
        assertEquals(rollout.get("answer").asText().length(), rollout.get("reward").asDouble());
        sum += rollout.get("reward").asDouble();
      }
    }
    assertEquals(sum / (PROMPTS * 3), report.metrics().get("reward/mean"), 1e-9);
  }

  @Test
  void whereAllIsMaskedNothingMoves() {
    Map<String, float[]> before = TinyModel.values(model.model());
    Stage stage = stage(0, 1, 2, 3);
    StepReport report = stage.step(0);
    assertEquals(0, stage.info().optimizer().steps());
    assertEquals(0, TinyModel.distance(before, TinyModel.values(model.model())));
    assertEquals(1, report.metrics().get("reward/masked_frac"));
    report.metrics().forEach((name, value) -> assertTrue(Double.isFinite(value), name));
  }

  /** Answers of equal worth have no advantage, so the bonus is all of the loss. */
  @Test
  void anEntropyBonusAloneMovesTheWeights() {
    RewardSource equal =
        (groups, key) ->
            groups.stream()
                .map(
                    answers ->
                        new RewardSource.GroupScores(
                            Collections.nCopies(GROUP, OptionalDouble.of(1)),
                            Collections.nCopies(GROUP, "Equal."),
                            List.of()))
                .toList();
    Map<String, float[]> before = TinyModel.values(model.model());
    stage(0, equal).step(0);
    assertEquals(0, TinyModel.distance(before, TinyModel.values(model.model())));
    StepReport report = stage(0.5, equal).step(0);
    assertEquals(1, report.metrics().get("group/no_signal_frac"));
    assertEquals(-0.5 * report.metrics().get("policy/entropy"), report.metrics().get("loss"), 1e-5);
    assertTrue(TinyModel.distance(before, TinyModel.values(model.model())) > 1e-4);
  }

  @Test
  void matchesAreWrittenAndCounted() {
    StepReport report = stage().step(0);
    assertEquals(PROMPTS, report.metrics().get("judge/comparisons"));
    assertEquals(2 * PROMPTS, report.metrics().get("judge/judgements"));
    assertEquals(7 * PROMPTS, report.metrics().get("judge/thinking_tokens"));
    assertEquals(0.5, report.metrics().get("judge/unreadable_frac"));
    assertEquals(
        "[{\"opponent\":2,\"result\":\"won\",\"votes\":1,\"votes_against\":0,\"unreadable\":1}]",
        report.rollouts().get(0).get("matches").toString());
    assertEquals("[]", report.rollouts().get(1).get("matches").toString());
    assertEquals("lost", report.rollouts().get(2).get("matches").get(0).get("result").asText());
  }

  @Test
  void aStepIsAFunctionOfTheSeedAndTheWeights() {
    StepReport first = stage(2).step(3);
    close();
    open();
    StepReport again = stage(2).step(3);
    assertEquals(first.metrics(), again.metrics());
    assertEquals(first.rollouts(), again.rollouts());
  }

  @Test
  void theStageHasNoRoomForGold() {
    assertEquals(Set.of("id", "section", "turns"), components(Prompt.class));
    assertEquals(Set.of("prompt", "responses"), components(Answers.class));
    assertEquals(
        Set.of("prompts", "policy", "reward", "size", "sampler"),
        components(AnswerEnvironment.class));
  }

  private static Set<String> components(Class<?> type) {
    Set<String> names = new TreeSet<>();
    Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).forEach(names::add);
    return names;
  }
}
