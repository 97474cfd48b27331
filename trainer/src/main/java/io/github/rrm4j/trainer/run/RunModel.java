package io.github.rrm4j.trainer.run;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.checkpoints.Checkpoint;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.judging.JudgeSettings;
import io.github.rrm4j.judging.policy.Policy;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelReplica;
import io.github.rrm4j.model.ModelSource;
import io.github.rrm4j.model.ModelSource.NewAdapter;
import io.github.rrm4j.model.ModelText;
import io.github.rrm4j.model.RowLogprobs;
import io.github.rrm4j.model.TokenLogprobs;
import io.github.rrm4j.rollout.LocalEngine;
import io.github.rrm4j.rollout.ReplicatedEngine;
import io.github.rrm4j.rollout.ReplicatedEngine.Copy;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.trainer.TrainingPlan;
import io.github.rrm4j.trainer.TrainingPlan.Engine.EngineKind;
import io.github.rrm4j.trainer.TrainingPlan.StageKind;
import io.github.rrm4j.trainer.grpo.GrpoSettings;
import io.github.rrm4j.trainer.policy.RewardModels;
import io.github.rrm4j.trainer.reference.PolicyCopy;
import io.github.rrm4j.trainer.reference.ReferencePolicy;
import io.github.rrm4j.trainer.reference.SyncedReference;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * The model of a run, open, and what reads it: as a judge or a policy, as a sampler, by its
 * log-probs.
 *
 * @param engine draws its completions
 * @param manager owns what is made of the model, such as gradients and caches
 */
public record RunModel(
    TrainingPlan plan, Path run, TrainedWeights weights, RolloutEngine engine, NDManager manager) {

  /** With weights in this process. */
  public static RunModel of(
      TrainingPlan plan, Path run, ModelFolder folder, RolloutEngine engine, NDManager manager) {
    return new RunModel(plan, run, new LocalWeights(plan, folder), engine, manager);
  }

  /** Opens the weights of the checkpoint, or else what the plan starts from. */
  public static ModelFolder open(
      TrainingPlan plan, Optional<Checkpoint> checkpoint, Device device, NDManager manager) {
    TrainingPlan.Model model = plan.model();
    Key key = Key.of(plan.seed(), "initialisation");
    ModelSource source = ModelSource.of(checkpoint.map(Checkpoint::folder).orElse(model.path()));
    if (checkpoint.isEmpty() && model.random()) {
      source = source.initialised(key);
    }
    if (checkpoint.isEmpty() && model.adapter().isPresent()) {
      source = source.with(new NewAdapter(model.adapter().get(), key.with("adapter")));
    }
    if (plan.trainsRewardModel()) {
      source = source.asRewardModel(key.with("value head"));
    }
    return ModelFolder.open(source.in(model.compute()).forTraining(), device, manager);
  }

  /**
   * What draws completions: servers, or this process, on the device of the model and on copies on
   * all others.
   *
   * @param run the run's folder
   * @param devices the first is that of the model
   * @param stopAsked whether the end of the run was asked for
   */
  static RolloutEngine engine(
      TrainingPlan plan,
      Path run,
      ModelFolder folder,
      List<Device> devices,
      NDManager manager,
      BooleanSupplier stopAsked) {
    if (plan.run().engine().kind() != EngineKind.LOCAL) {
      RowLogprobs own = logprobs(plan, folder.model(), manager);
      return new ServedRun(plan, run, folder, own).engine(stopAsked);
    }
    RolloutEngine own = local(plan, folder, folder.model(), manager);
    if (devices.size() == 1) {
      return own;
    }
    List<Copy> copies = new ArrayList<>();
    for (Device device : devices.subList(1, devices.size())) {
      ModelReplica replica = new ModelReplica(folder.model(), device, manager);
      NDManager beside = manager.newSubManager(device);
      copies.add(new Copy(replica, local(plan, folder, replica.model(), beside)));
    }
    return new ReplicatedEngine(own, copies);
  }

  /** This process alone, on one device. */
  public static RolloutEngine local(
      TrainingPlan plan, ModelFolder folder, LanguageModel model, NDManager manager) {
    return new LocalEngine(model, folder.tokenizer()::isEnd, plan.rollout().limits(), manager);
  }

  /** Opens the models that reward a policy, if the plan has a stage in which one is rewarded. */
  static RewardModels rewards(
      TrainingPlan plan, TrainedWeights policy, Device device, NDManager manager) {
    if (!plan.stages().contains(StageKind.POLICY)) {
      return RewardModels.none();
    }
    return RewardModels.open(
        plan.policyReward(),
        ((LocalWeights) policy).folder(),
        new RewardModels.Resources(
            device,
            plan.model().compute(),
            plan.run().update().tokenBudget(),
            plan.rollout().limits(),
            manager));
  }

  /** The same model with another owner of what is made of it. */
  RunModel with(NDManager other) {
    return new RunModel(plan, run, weights, engine, other);
  }

  /** As a judge that is asked as settings say. */
  JudgeFormat judge(JudgeSettings settings) {
    return new JudgeFormat(settings, weights.chat(), weights.tokenizer());
  }

  /** As the judge that is trained. */
  public JudgeFormat judge() {
    return judge(plan.judge());
  }

  Policy policy() {
    return new Policy(weights.chat(), weights.tokenizer());
  }

  /** How completions are drawn, in training and in evaluations. */
  Sampling sampling() {
    Sampling sampling = plan.judge().sampling();
    return plan.thinking()
        .map(budget -> judge().thinkingBudget(budget.tokens(), budget.verdictTokens()))
        .map(sampling::within)
        .orElse(sampling);
  }

  TokenLogprobs logprobs() {
    return weights.logprobs(manager);
  }

  /** Weights that are here, which configs of another place of theirs do not ask for. */
  LocalWeights local() {
    return (LocalWeights) weights;
  }

  public ModelFolder folder() {
    return local().folder();
  }

  /** The log-probs of the base of its adapter. */
  RowLogprobs baseLogprobs() {
    return logprobs(folder().model().base(manager));
  }

  private RowLogprobs logprobs(LanguageModel model) {
    return logprobs(plan, model, manager);
  }

  static RowLogprobs logprobs(TrainingPlan plan, LanguageModel model, NDManager manager) {
    return new RowLogprobs(
        model, plan.run().update().tokenBudget(), plan.run().update().passMemory(), manager);
  }

  /**
   * The reference policy of a GRPO stage.
   *
   * @param begun whether the stage has begun, so that the reference lies in the run's folder
   */
  Optional<ReferencePolicy> reference(boolean begun) throws IOException {
    GrpoSettings.Kl kl = plan.grpo().kl();
    return switch (kl.reference()) {
      case NONE -> Optional.empty();
      case ADAPTER_OFF -> Optional.of(fixed(baseLogprobs()));
      case FROZEN -> Optional.of(fixed(logprobs(frozen(begun))));
      case SYNCED ->
          Optional.of(
              new SyncedReference(
                  new SyncedReference.Source(folder().model(), run, config()),
                  kl.syncEvery(),
                  plan.run().update().tokenBudget(),
                  plan.run().update().passMemory(),
                  manager));
    };
  }

  /** Writes the folder of a checkpoint, with how a judge is asked. */
  void write(Path into) throws IOException {
    weights.write(into);
    if (plan.policy().isEmpty() && !plan.trainsRewardModel()) {
      plan.measuredJudge().write(into);
    }
  }

  private LanguageModel frozen(boolean begun) throws IOException {
    PolicyCopy copy = new PolicyCopy(run.resolve("reference"));
    return begun
        ? copy.read(folder().model(), manager)
        : copy.take(folder().model(), config(), manager);
  }

  private static ReferencePolicy fixed(RowLogprobs logprobs) {
    return (step, rows, temperature) -> logprobs.of(rows, temperature);
  }

  private Path config() {
    return ModelText.of(plan.model().path()).modelConfig();
  }
}
