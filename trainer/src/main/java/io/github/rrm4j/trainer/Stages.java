package io.github.rrm4j.trainer;

import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.judging.policy.Policy;
import io.github.rrm4j.judging.reward.GoldRewards;
import io.github.rrm4j.judging.reward.PolicyReward;
import io.github.rrm4j.judging.reward.PolicyReward.Weighted;
import io.github.rrm4j.judging.reward.ScalarRewards;
import io.github.rrm4j.judging.scalar.ScalarJudge;
import io.github.rrm4j.judging.scalar.ScalarText;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.RowLogprobs;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.trainer.PolicySettings.RewardWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Opens the stages of a run, each with an optimiser of its own. */
final class Stages {

  private final TrainingPlan plan;
  private final Path run;
  private final ModelFolder folder;
  private final JudgeFormat judge;
  private final Policy policy;
  private final Corpus corpus;
  private final RewardJudge.Beside beside;
  private final Consumer<String> report;

  /**
   * @param beside what rewards a policy in the policy stage
   * @param report gets a line where data is left out
   */
  Stages(
      TrainingPlan plan,
      Path run,
      ModelFolder folder,
      Corpus corpus,
      RewardJudge.Beside beside,
      Consumer<String> report) {
    this.plan = plan;
    this.policy = new Policy(folder.chat(), folder.tokenizer());
    this.report = report;
    this.run = run;
    this.folder = folder;
    this.judge = new JudgeFormat(plan.judge(), folder.chat(), folder.tokenizer());
    this.corpus = corpus;
    this.beside = beside;
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
          case GRPO, POLICY -> plan.grpoOptimiser();
          case REWARD_MODEL -> plan.rewardModel().optimiser();
          case DPO -> plan.dpo().optimiser();
        };
    AdamW optimiser = new AdamW(folder.model().trainable(), settings, manager);
    if (kind == TrainingPlan.StageKind.REWARD_MODEL) {
      return rewardModel(optimiser, key, manager);
    }
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
              new GrpoStage.Parts(corpus.train(), judge, engine(manager), plan.reward()),
              grpoStep(settings, optimiser, update, begun, manager),
              key);
      case POLICY ->
          new PolicyStage(
              new PolicyStage.Parts(corpus.prompts(), policy, engine(manager), policyReward()),
              grpoStep(settings, optimiser, update, begun, manager),
              key);
      case REWARD_MODEL -> throw new IllegalStateException("a stage of its own");
      case DPO -> {
        RowLogprobs logprobs = logprobs(folder.model(), manager);
        yield new DpoStage(
            plan.dpo(),
            referenced("train", corpus.train(), logprobs, begun, manager),
            corpus.heldout().isEmpty()
                ? Optional.empty()
                : Optional.of(referenced("heldout", corpus.heldout(), logprobs, begun, manager)),
            logprobs,
            optimiser,
            update,
            key);
      }
    };
  }

  private Stage rewardModel(AdamW optimiser, Key key, NDManager manager) {
    PairUpdate update =
        new PairUpdate(
            folder.model(),
            optimiser,
            plan.rewardModel().optimiser().clipNorm(),
            plan.tokenBudget(),
            plan.passMemory(),
            manager);
    return new RewardModelStage(
        corpus.train(), ScalarText.of(folder), plan.rewardModel(), optimiser, update, key);
  }

  /** Pairs with the log-probs that the reference has of them, which the stage's begin decides. */
  private DpoStage.Referenced referenced(
      String name, List<Pair> pairs, RowLogprobs own, boolean begun, NDManager manager)
      throws IOException {
    PreferencePairs usable =
        new PreferencePairs(
            "data." + name, pairs, policy, plan.dpo().maxCompletionTokens(), report);
    Path kept = run.resolve("reference").resolve("dpo-" + name + ".jsonl");
    if (begun) {
      return new DpoStage.Referenced(usable, ReferenceLogprobs.read(kept, usable));
    }
    ReferenceLogprobs reference =
        plan.dpo().reference() == DpoSettings.Reference.FROZEN
            ? ReferenceLogprobs.compute(usable, own)
            : ReferenceLogprobs.compute(usable, logprobs(folder.model().base(manager), manager));
    reference.write(kept, usable);
    return new DpoStage.Referenced(usable, reference);
  }

  private RowLogprobs logprobs(LanguageModel model, NDManager manager) {
    return new RowLogprobs(model, plan.tokenBudget(), plan.passMemory(), manager);
  }

  /** The sources that have a weight; each is given what it needs and nothing more. */
  private PolicyReward policyReward() {
    RewardWeights weights = plan.policyReward().weights();
    List<Weighted> sources = new ArrayList<>();
    if (weights.judge() != 0) {
      sources.add(new Weighted("judge", weights.judge(), beside.judge().orElseThrow().rewards()));
    }
    if (weights.scalar() != 0) {
      ScalarJudge scalar = beside.scalar().orElseThrow();
      sources.add(
          new Weighted(
              "scalar", weights.scalar(), new ScalarRewards(scalar::scores, scalar::fits)));
    }
    if (weights.gold() != 0) {
      sources.add(new Weighted("gold", weights.gold(), new GoldRewards(corpus.gold())));
    }
    return new PolicyReward(sources);
  }

  private GrpoStep grpoStep(
      OptimiserSettings settings, AdamW optimiser, Update update, boolean begun, NDManager manager)
      throws IOException {
    return new GrpoStep(
        plan.grpo(),
        settings,
        new GrpoStep.Parts(
            sampling(),
            logprobs(folder.model(), manager),
            reference(begun, manager),
            optimiser,
            update,
            plan.watch()),
        new RolloutLog(plan.log()));
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
    RowLogprobs logprobs = logprobs(model, manager);
    return (step, rows, temperature) -> logprobs.of(rows, temperature);
  }

  private Path config() {
    return plan.model().path().resolve("config.json");
  }
}
