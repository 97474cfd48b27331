package io.github.rrm4j.trainer.run;

import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.judging.ListVote;
import io.github.rrm4j.judging.reward.PolicyReward;
import io.github.rrm4j.judging.scalar.ScalarText;
import io.github.rrm4j.rewards.judge.RankingReward;
import io.github.rrm4j.rewards.length.LengthRule.TargetLength;
import io.github.rrm4j.trainer.TrainingPlan;
import io.github.rrm4j.trainer.TrainingPlan.StageKind;
import io.github.rrm4j.trainer.data.Corpus;
import io.github.rrm4j.trainer.dpo.DpoSettings;
import io.github.rrm4j.trainer.dpo.DpoStage;
import io.github.rrm4j.trainer.dpo.PreferencePairs;
import io.github.rrm4j.trainer.dpo.ReferenceLogprobs;
import io.github.rrm4j.trainer.grpo.Actor;
import io.github.rrm4j.trainer.grpo.BatchSampler;
import io.github.rrm4j.trainer.grpo.GrpoStage;
import io.github.rrm4j.trainer.grpo.RolloutMetrics;
import io.github.rrm4j.trainer.grpo.StepReporter;
import io.github.rrm4j.trainer.judge.JudgeEnvironment;
import io.github.rrm4j.trainer.judge.JudgePrompt;
import io.github.rrm4j.trainer.judge.JudgePrompts;
import io.github.rrm4j.trainer.judge.JudgedAnswer;
import io.github.rrm4j.trainer.judge.JudgementMetrics;
import io.github.rrm4j.trainer.judge.ListEnvironment;
import io.github.rrm4j.trainer.judge.ListPrompt;
import io.github.rrm4j.trainer.judge.RankingMetrics;
import io.github.rrm4j.trainer.optimizer.AdamW;
import io.github.rrm4j.trainer.optimizer.Mover;
import io.github.rrm4j.trainer.optimizer.OptimizerSettings;
import io.github.rrm4j.trainer.optimizer.OptimizerState;
import io.github.rrm4j.trainer.policy.AnswerEnvironment;
import io.github.rrm4j.trainer.policy.AnswerMetrics;
import io.github.rrm4j.trainer.policy.RewardModels;
import io.github.rrm4j.trainer.rewardmodel.PairUpdate;
import io.github.rrm4j.trainer.rewardmodel.RewardModelStage;
import io.github.rrm4j.trainer.sft.SftStage;
import io.github.rrm4j.trainer.stage.ShuffledEpochs;
import io.github.rrm4j.trainer.stage.Stage;
import io.github.rrm4j.trainer.stage.StageInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Opens the stages of a run, each with an optimizer of its own.
 *
 * @param report gets a line if data is left out
 */
public record Stages(RunModel model, Corpus corpus, RewardModels rewards, Consumer<String> report) {

  /**
   * @param manager owns what the stage holds
   * @param begun whether steps of it have been taken already
   */
  Stage open(StageKind kind, boolean begun, NDManager manager) throws IOException {
    RunModel own = model.with(manager);
    return switch (kind) {
      case SFT -> sft(own, begun);
      case GRPO ->
          plan().data().lists().isPresent()
              ? rankings(own, begun)
              : grpo(own, corpus.train(), begun);
      case POLICY -> policy(own, begun);
      case DPO -> dpo(own, begun);
      case REWARD_MODEL -> rewardModel(own);
    };
  }

  /** Whether the model is worth measuring before the first stage: a fresh one is not. */
  boolean startIsMeasured() {
    return switch (plan().stages().get(0)) {
      case SFT, REWARD_MODEL -> false;
      case GRPO, POLICY, DPO -> true;
    };
  }

  private TrainingPlan plan() {
    return model.plan();
  }

  private static Key key(RunModel model, StageKind kind) {
    return Key.of(model.plan().seed(), kind.name());
  }

  private static ShuffledEpochs epochs(RunModel model, StageKind kind, List<?> items) {
    return new ShuffledEpochs(key(model, kind), items.size());
  }

  /** Draws what a step of reinforcement learning asks about. */
  private static BatchSampler sampler(RunModel model, StageKind kind, List<?> items) {
    int rounds = model.plan().grpo().batch().refill().rounds();
    return new BatchSampler(key(model, kind), items.size(), rounds);
  }

  private static StageInfo info(
      StageKind kind, long steps, OptimizerSettings settings, OptimizerState optimizer) {
    return new StageInfo(Word.of(kind), steps, settings, optimizer);
  }

  private static Mover mover(RunModel model, OptimizerSettings settings, boolean begun) {
    return model.weights().mover(settings, begun, model.manager());
  }

  private Stage sft(RunModel own, boolean begun) {
    TrainingPlan.Sft settings = plan().sft();
    Mover mover = mover(own, settings.optimizer(), begun);
    return new SftStage(
        info(StageKind.SFT, settings.steps(), settings.optimizer(), mover.state()),
        corpus.demonstrations(),
        settings.batchSize(),
        mover.update(),
        epochs(own, StageKind.SFT, corpus.demonstrations()));
  }

  /**
   * Reinforcement learning of a judge.
   *
   * @param pairs what it is asked about
   */
  public static GrpoStage<JudgePrompt, JudgedAnswer> grpo(
      RunModel own, List<Pair> pairs, boolean begun) throws IOException {
    Mover mover = mover(own, own.plan().grpoOptimizer(), begun);
    return new GrpoStage<>(
        info(own, StageKind.GRPO, mover),
        judgeEnvironment(own, pairs),
        actor(own, mover, begun),
        reporter(own.plan(), new JudgementMetrics()));
  }

  /** The same on lists, which it ranks. */
  private GrpoStage<ListPrompt, ListVote> rankings(RunModel own, boolean begun) throws IOException {
    Mover mover = mover(own, plan().grpoOptimizer(), begun);
    ListEnvironment environment =
        new ListEnvironment(
            corpus.lists(),
            own.judge(),
            new RankingReward(plan().reward().scheme(), plan().reward().weights().verdict()),
            plan().grpo().batch().prompts(),
            sampler(own, StageKind.GRPO, corpus.lists()));
    return new GrpoStage<>(
        info(own, StageKind.GRPO, mover),
        environment,
        actor(own, mover, begun),
        reporter(plan(), new RankingMetrics()));
  }

  /** The training pairs with their rewards, as the plan has them. */
  private static JudgeEnvironment judgeEnvironment(RunModel model, List<Pair> pairs) {
    TrainingPlan plan = model.plan();
    Optional<TargetLength> targets =
        plan.reward().length() instanceof TargetLength rule ? Optional.of(rule) : Optional.empty();
    JudgePrompts prompts =
        new JudgePrompts(
            pairs,
            model.judge(),
            plan.grpo().batch(),
            targets,
            sampler(model, StageKind.GRPO, pairs));
    return new JudgeEnvironment(prompts, plan.reward(), plan.grpo().batch().orders());
  }

  private Stage policy(RunModel own, boolean begun) throws IOException {
    Mover mover = mover(own, plan().grpoOptimizer(), begun);
    PolicyReward reward = rewards.reward(corpus.gold());
    AnswerEnvironment environment =
        new AnswerEnvironment(
            corpus.prompts(),
            own.policy(),
            reward,
            plan().grpo().batch().prompts(),
            sampler(own, StageKind.POLICY, corpus.prompts()));
    return new GrpoStage<>(
        info(own, StageKind.POLICY, mover),
        environment,
        actor(own, mover, begun),
        reporter(plan(), new AnswerMetrics(reward.compares())));
  }

  /** Of reinforcement learning. */
  private static StageInfo info(RunModel own, StageKind kind, Mover mover) {
    TrainingPlan plan = own.plan();
    return info(kind, plan.grpo().batch().steps(), plan.grpoOptimizer(), mover.state());
  }

  private static Actor actor(RunModel own, Mover mover, boolean begun) throws IOException {
    return new Actor(
        own.engine(), own.sampling(), own.logprobs(), own.reference(begun), mover.update());
  }

  private static <Q, A> StepReporter<Q, A> reporter(
      TrainingPlan plan, RolloutMetrics<Q, A> metrics) {
    return new StepReporter<>(plan.grpo(), metrics, plan.run().watch(), plan.run().log());
  }

  private Stage dpo(RunModel own, boolean begun) throws IOException {
    Mover mover = mover(own, plan().dpo().optimizer(), begun);
    DpoStage.Policy policy = new DpoStage.Policy(own.logprobs(), mover.update());
    DpoStage.Referenced train = referenced(own, "train", corpus.train(), begun);
    return new DpoStage(
        info(StageKind.DPO, plan().dpo().steps(), plan().dpo().optimizer(), mover.state()),
        plan().dpo(),
        train,
        corpus.heldout().isEmpty()
            ? Optional.empty()
            : Optional.of(referenced(own, "heldout", corpus.heldout(), begun)),
        policy,
        new ShuffledEpochs(key(own, StageKind.DPO), train.pairs().size()));
  }

  /** Pairs with the log-probs that the reference has of them, fixed when the stage begins. */
  private DpoStage.Referenced referenced(RunModel own, String name, List<Pair> pairs, boolean begun)
      throws IOException {
    PreferencePairs usable =
        new PreferencePairs(
            "data." + name, pairs, own.policy(), plan().dpo().maxCompletionTokens(), report);
    Path kept = own.run().resolve("reference").resolve("dpo-" + name + ".jsonl");
    if (begun) {
      return new DpoStage.Referenced(usable, ReferenceLogprobs.read(kept, usable));
    }
    boolean frozen = plan().dpo().reference() == DpoSettings.Reference.FROZEN;
    ReferenceLogprobs reference =
        ReferenceLogprobs.compute(usable, frozen ? own.logprobs() : own.baseLogprobs());
    reference.write(kept, usable);
    return new DpoStage.Referenced(usable, reference);
  }

  private Stage rewardModel(RunModel own) {
    OptimizerSettings settings = plan().rewardModel().optimizer();
    AdamW optimizer = own.local().optimizer(settings, own.manager());
    PairUpdate update =
        new PairUpdate(
            own.local().step(optimizer, settings, own.manager()),
            plan().run().update().passMemory());
    return new RewardModelStage(
        info(StageKind.REWARD_MODEL, plan().rewardModel().steps(), settings, optimizer),
        corpus.train(),
        ScalarText.of(own.folder()),
        plan().rewardModel(),
        update,
        epochs(own, StageKind.REWARD_MODEL, corpus.train()));
  }
}
