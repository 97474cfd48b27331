package io.github.rrm4j.trainer;

import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.evaluation.Judge;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.RowLogprobs;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Opens the stages of a run, each with an optimiser of its own. */
final class Stages {

  private final TrainingPlan plan;
  private final Path run;
  private final ModelFolder folder;
  private final Judge judge;
  private final Corpus corpus;

  Stages(TrainingPlan plan, Path run, ModelFolder folder, Judge judge, Corpus corpus) {
    this.plan = plan;
    this.run = run;
    this.folder = folder;
    this.judge = judge;
    this.corpus = corpus;
  }

  /**
   * @param manager owns what the stage holds
   * @param begun whether steps of it have been taken already
   */
  Stage open(TrainingPlan.StageKind kind, boolean begun, NDManager manager) throws IOException {
    Key key = Key.of(plan.seed(), kind.name());
    OptimiserSettings settings =
        switch (kind) {
          case SFT -> plan.sft().optimiser();
          case GRPO -> plan.grpoOptimiser();
        };
    AdamW optimiser = new AdamW(folder.model().trainable(), settings, manager);
    Update update =
        new Update(
            folder.model(),
            optimiser,
            settings.clipNorm(),
            plan.tokenBudget(),
            plan.passMemory(),
            manager);
    return switch (kind) {
      case SFT ->
          new SftStage(
              corpus.demonstrations(),
              plan.sft().steps(),
              plan.sft().batch(),
              settings,
              optimiser,
              update,
              key);
      case GRPO ->
          new GrpoStage(
              plan.grpo(),
              settings,
              new GrpoStage.Parts(
                  corpus.train(),
                  judge,
                  engine(manager),
                  sampling(),
                  plan.reward(),
                  new RowLogprobs(folder.model(), plan.tokenBudget(), plan.passMemory(), manager),
                  reference(begun, manager),
                  optimiser,
                  update,
                  plan.watch()),
              new RolloutLog(plan.log()),
              key);
    };
  }

  RolloutEngine engine(NDManager manager) {
    return new RolloutEngine(
        folder.model(), folder.tokenizer()::isEnd, plan.rolloutLimits(), manager);
  }

  /** How completions are drawn, in training and in evaluations. */
  Sampling sampling() {
    Sampling sampling = plan.judge().sampling();
    return plan.thinking()
        .map(budget -> judge.thinkingBudget(budget.tokens(), budget.verdictTokens()))
        .map(sampling::within)
        .orElse(sampling);
  }

  private Optional<ReferencePolicy> reference(boolean begun, NDManager manager) throws IOException {
    GrpoSettings.Kl kl = plan.grpo().kl();
    return switch (kl.reference()) {
      case NONE -> Optional.empty();
      case ADAPTER_OFF -> Optional.of(fixed(folder.model().base(manager), manager));
      case FROZEN -> {
        PolicyCopy copy = new PolicyCopy(run.resolve("reference"));
        LanguageModel policy = folder.model();
        yield Optional.of(
            fixed(
                begun ? copy.read(policy, manager) : copy.take(policy, config(), manager),
                manager));
      }
      case SYNCED ->
          Optional.of(
              new SyncedReference(
                  folder.model(),
                  run,
                  config(),
                  kl.syncEvery(),
                  plan.tokenBudget(),
                  plan.passMemory(),
                  manager));
    };
  }

  private ReferencePolicy fixed(LanguageModel model, NDManager manager) {
    RowLogprobs logprobs = new RowLogprobs(model, plan.tokenBudget(), plan.passMemory(), manager);
    return (step, rows, temperature) -> logprobs.of(rows, temperature);
  }

  private Path config() {
    return plan.model().path().resolve("config.json");
  }
}
