package io.github.rrm4j.trainer.grpo;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.judging.JudgeSettings;
import io.github.rrm4j.judging.JudgeTemplate;
import io.github.rrm4j.miniature.Miniature;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.miniature.Slips;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.RowLogprobs;
import io.github.rrm4j.rewards.GroupAdvantages;
import io.github.rrm4j.rewards.judge.RewardFunction;
import io.github.rrm4j.rewards.judge.RewardScheme;
import io.github.rrm4j.rewards.length.LengthRule.TargetLength;
import io.github.rrm4j.rollout.LocalEngine;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.trainer.grpo.GrpoSettings.KlPlace;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Reference;
import io.github.rrm4j.trainer.judge.JudgeEnvironment;
import io.github.rrm4j.trainer.judge.JudgePrompt;
import io.github.rrm4j.trainer.judge.JudgePrompts;
import io.github.rrm4j.trainer.judge.JudgedAnswer;
import io.github.rrm4j.trainer.judge.JudgementMetrics;
import io.github.rrm4j.trainer.objective.Aggregation;
import io.github.rrm4j.trainer.objective.Importance;
import io.github.rrm4j.trainer.objective.KlEstimator;
import io.github.rrm4j.trainer.optimizer.AdamW;
import io.github.rrm4j.trainer.optimizer.OptimizerSettings;
import io.github.rrm4j.trainer.optimizer.OptimizerStep;
import io.github.rrm4j.trainer.optimizer.Schedule;
import io.github.rrm4j.trainer.optimizer.TinyModel;
import io.github.rrm4j.trainer.optimizer.TokenUpdate;
import io.github.rrm4j.trainer.stage.StageInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A stage on a random model of the miniature. Random weights write no verdict, but one in twenty
 * tokens ends a completion here, so some are malformed and some are truncated; a scheme that
 * rewards these differently gives advantages.
 */
final class MiniatureStage implements AutoCloseable {

  static final Miniature WORLD = Miniature.generate(3, 64, 2, 2, Slips.STANDARD);
  static final RewardScheme APART = new RewardScheme(1, -1, -1, -0.5);
  static final RewardScheme ALIKE = new RewardScheme(1, -1, -1, -1);
  private static final OptimizerSettings OPTIMIZER =
      new OptimizerSettings(1e-3, Schedule.CONSTANT, 0, 1, 0.9, 0.95, 1e-8, 0, 1);

  private final Path folder;
  NDManager manager;
  private NDManager stageManager;
  private ModelFolder model;

  /**
   * @param folder is filled with a model, unless it has one
   */
  MiniatureStage(Path folder) {
    this.folder = folder;
    if (!Files.exists(folder.resolve("config.json"))) {
      MiniatureModelFolder.write(folder);
    }
    open();
  }

  private void open() {
    manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
    stageManager = manager.newSubManager();
    model =
        ModelFolder.open(
            ModelSource.of(folder).initialised(Key.of(1, "initialisation")).forTraining(),
            Device.cpu(),
            manager);
  }

  /** Begins again with the first weights. */
  void reopen() {
    close();
    open();
  }

  @Override
  public void close() {
    model.close();
    manager.close();
  }

  static GrpoSettings settings(int prompts, int groupSize, int miniBatch, double kl) {
    return settings(prompts, groupSize, miniBatch, kl, false, 1e-2);
  }

  static GrpoSettings settings(
      int prompts, int groupSize, int miniBatch, double kl, boolean mask, double gapLimit) {
    return new GrpoSettings(
        new GrpoSettings.Batch(
            4, prompts, groupSize, miniBatch, PairOrders.ONE, GrpoSettings.Refill.NONE),
        new GrpoSettings.Policy(
            new GrpoStep.ClippedSurrogate(0.2, 0.2, Double.POSITIVE_INFINITY),
            Aggregation.TOKEN,
            Importance.NONE),
        new GrpoSettings.Kl(
            kl, KlEstimator.K3, KlPlace.LOSS, kl > 0 ? Reference.FROZEN : Reference.NONE, 1),
        new GrpoSettings.AdvantageSettings(
            GroupAdvantages.GROUP_STD, Double.POSITIVE_INFINITY, mask, 1),
        MaxTokensSchedule.constant(12),
        new GrpoSettings.LogprobMismatch(1e-3, gapLimit));
  }

  static GrpoSettings with(GrpoSettings.Batch batch, GrpoSettings other) {
    return new GrpoSettings(
        batch, other.policy(), other.kl(), other.advantages(), other.maxTokens(), other.mismatch());
  }

  static GrpoSettings with(GrpoSettings.Kl kl, GrpoSettings other) {
    return new GrpoSettings(
        other.batch(), other.policy(), kl, other.advantages(), other.maxTokens(), other.mismatch());
  }

  static GrpoSettings with(GrpoSettings.Policy policy, GrpoSettings other) {
    return new GrpoSettings(
        other.batch(), policy, other.kl(), other.advantages(), other.maxTokens(), other.mismatch());
  }

  static GrpoSettings with(MaxTokensSchedule limit, GrpoSettings other) {
    return new GrpoSettings(
        other.batch(), other.policy(), other.kl(), other.advantages(), limit, other.mismatch());
  }

  GrpoStage<JudgePrompt, JudgedAnswer> stage(
      GrpoSettings settings, RewardScheme scheme, int newTokens) {
    return stage(settings, scheme, newTokens, 20);
  }

  /**
   * @param newTokens of a completion
   * @param oneIn a token id that is a multiple of it ends a completion
   */
  GrpoStage<JudgePrompt, JudgedAnswer> stage(
      GrpoSettings settings, RewardScheme scheme, int newTokens, int oneIn) {
    return stage(settings, scheme, new Sampling(1, newTokens), oneIn);
  }

  GrpoStage<JudgePrompt, JudgedAnswer> stage(
      GrpoSettings settings, RewardScheme scheme, Sampling sampling, int oneIn) {
    return stage(settings, RewardFunction.of(scheme), sampling, oneIn, Watch.NOTHING);
  }

  GrpoStage<JudgePrompt, JudgedAnswer> stage(
      GrpoSettings settings, RewardFunction reward, Sampling sampling, int oneIn, Watch watch) {
    LanguageModel policy = model.model();
    JudgeFormat judge =
        new JudgeFormat(
            new JudgeSettings(JudgeTemplate.named("compact"), true, sampling),
            model.chat(),
            model.tokenizer());
    AdamW optimizer = new AdamW(policy.trainable(), OPTIMIZER, stageManager);
    RowLogprobs frozen =
        new RowLogprobs(policy.frozen(stageManager), 2048, PassMemory.DEFAULT, stageManager);
    boolean fixed = settings.maxTokens().equals(MaxTokensSchedule.constant(12));
    GrpoSettings limited =
        fixed ? with(MaxTokensSchedule.constant(sampling.maxNewTokens()), settings) : settings;
    Optional<TargetLength> targets =
        reward.length() instanceof TargetLength rule ? Optional.of(rule) : Optional.empty();
    JudgePrompts prompts =
        new JudgePrompts(
            WORLD.train(),
            judge,
            limited.batch(),
            targets,
            new BatchSampler(
                Key.of(9, "stage"), WORLD.train().size(), limited.batch().refill().rounds()));
    return new GrpoStage<>(
        new StageInfo("grpo", limited.batch().steps(), OPTIMIZER, optimizer),
        new JudgeEnvironment(prompts, reward, limited.batch().orders()),
        new Actor(
            new LocalEngine(policy, id -> id % oneIn == 0, 64, stageManager),
            sampling,
            new RowLogprobs(policy, 2048, PassMemory.DEFAULT, stageManager),
            Optional.of((at, rows, temperature) -> frozen.of(rows, temperature)),
            new TokenUpdate(
                new OptimizerStep(policy, optimizer, 1, 2048, stageManager), PassMemory.DEFAULT)),
        new StepReporter<>(limited, new JudgementMetrics(), watch, new RolloutLog(1, 100, 0)));
  }

  Map<String, float[]> weights() {
    return TinyModel.values(model.model());
  }
}
