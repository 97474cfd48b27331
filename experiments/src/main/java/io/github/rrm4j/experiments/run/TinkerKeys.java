package io.github.rrm4j.experiments.run;

import static io.github.rrm4j.config.Rule.above;
import static io.github.rrm4j.config.Rule.atMost;

import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.model.ComputeType;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.remote.RemoteSettings;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.trainer.TrainingPlan.Engine.EngineKind;
import io.github.rrm4j.trainer.TrainingPlan.Model;
import io.github.rrm4j.trainer.TrainingPlan.Run;
import io.github.rrm4j.trainer.TrainingPlan.Sft;
import io.github.rrm4j.trainer.TrainingPlan.StageKind;
import io.github.rrm4j.trainer.TrainingPlan.Updater;
import io.github.rrm4j.trainer.TrainingPlan.Updater.ServiceLoss;
import io.github.rrm4j.trainer.TrainingPlan.Updater.UpdaterKind;
import io.github.rrm4j.trainer.grpo.GrpoSettings;
import io.github.rrm4j.trainer.grpo.GrpoSettings.Reference;
import io.github.rrm4j.trainer.grpo.GrpoStep.ClippedSurrogate;
import io.github.rrm4j.trainer.grpo.Watch.Threshold;
import io.github.rrm4j.trainer.optimizer.OptimizerSettings;
import java.util.List;
import java.util.Set;

/**
 * What a service that speaks the Tinker protocol cannot do is refused by its key.
 *
 * @param c of the whole config
 */
record TinkerKeys(ConfigReader c) {

  private static final String WITH = " with engine.update.kind: tinker";
  private static final String OR_LOCAL = ", or engine.update.kind: local";

  /** The alpha that the protocol has no field for: what SkyRL sets. */
  private static final double ALPHA = 32;

  /** The limit of the gradient's norm that SkyRL has unless it is told another. */
  private static final double NORM = 1;

  /** What moves the weights. */
  static Updater updater(ConfigReader update) {
    Updater updater = update.record(Updater.class);
    boolean service = updater.kind() == UpdaterKind.TINKER;
    update.problemIf(
        service && updater.url().isEmpty(),
        "url",
        "is null, must be the address of the service" + WITH);
    update.problemIf(
        !service && updater.url().isPresent(),
        "url",
        "is set, must be null with engine.update.kind: local; set kind: tinker");
    update.problemIf(
        !service && updater.baseModel().isPresent(),
        "base_model",
        "is set, must be null with engine.update.kind: local; set kind: tinker");
    update.problemIf(
        !service && updater.loss() != ServiceLoss.PPO,
        "loss",
        "is set, must be ppo with engine.update.kind: local, whose loss is grpo.objective");
    updater
        .url()
        .ifPresent(
            url -> {
              try {
                RemoteSettings.url(url);
              } catch (InvalidInput e) {
                update.problem("url", "is a wrong address: " + e.getMessage());
              }
            });
    return updater;
  }

  /** Adds what a run at a service asks for in vain. */
  void check(Run run, Model model, Sampling sampling) {
    ConfigReader engine = c.section("engine");
    engine.problemIf(
        run.engine().kind() != EngineKind.LOCAL,
        "kind",
        "must be local" + WITH + ", whose service draws the completions too");
    engine.problemIf(
        !run.engine().devices().isEmpty(),
        "devices",
        "is set, must be empty" + WITH + ", which computes nothing here");
    c.problemIf(
        !Set.of(StageKind.SFT, StageKind.GRPO).containsAll(run.stages()),
        "stages",
        "must have only sft and grpo" + WITH + "; train the others" + " with kind: local");
    c.section("log")
        .problemIf(
            run.log().batchesEvery() > 0,
            "batches_every",
            "is set, must be 0" + WITH + ": an update there cannot be replayed here");
    for (Threshold threshold : run.watch().thresholds()) {
      c.section("watch")
          .problemIf(
              List.of("entropy", "kl").contains(threshold.name()),
              threshold.name(),
              "is set, must be null" + WITH + ", which does not say it" + OR_LOCAL);
    }
    model(c.section("model"), model);
    sampling(c.section("rollout"), sampling);
  }

  private static void model(ConfigReader c, Model model) {
    c.problemIf(
        model.random(), "weights", "is random, must be pretrained" + WITH + ", which has its base");
    c.problemIf(
        model.compute() != ComputeType.AUTO,
        "compute",
        "is set, must be auto" + WITH + "; the service is started with its own type");
    ConfigReader lora = c.section("lora");
    if (model.adapter().isEmpty()) {
      lora.problem(
          "rank", "is 0, must be above 0" + WITH + ", where only adapters are trained" + OR_LOCAL);
      return;
    }
    lora.problemIf(
        model.adapter().get().alpha() != ALPHA,
        "alpha",
        "must be 32" + WITH + ": the protocol has no field for it, and SkyRL sets 32");
    lora.problemIf(
        !Set.copyOf(model.adapter().get().targetModules())
            .equals(Set.copyOf(ModelConfig.LINEAR_MAPS)),
        "targets",
        "must be all linear maps" + WITH + ", whose service chooses them");
  }

  private static void sampling(ConfigReader c, Sampling sampling) {
    c.problemIf(
        sampling.temperature() != 1,
        "temperature",
        "must be 1" + WITH + ", which trains the distribution of that temperature" + OR_LOCAL);
    c.problemIf(
        sampling.candidates().minP() > 0,
        "min_p",
        "is set, must be 0" + WITH + ", which has none; take top_p" + OR_LOCAL);
  }

  /** Adds what is asked of the SFT stage in vain. */
  void check(Sft sft) {
    optimizer(c.section("sft").section("optimizer"), sft.optimizer());
  }

  private static void optimizer(ConfigReader c, OptimizerSettings settings) {
    c.problemIf(
        settings.maxGradNorm() != NORM,
        "max_grad_norm",
        "must be 1"
            + WITH
            + ", whose service clips by its own limit (SkyRL: 1 unless trainer.policy.optimizer_config.max_grad_norm says another)");
  }

  /** Adds what is asked of reinforcement learning in vain; gives it the loss of the service. */
  GrpoSettings checked(GrpoSettings grpo, OptimizerSettings settings, ServiceLoss loss) {
    ConfigReader c = this.c.section("grpo");
    optimizer(c.section("optimizer"), settings);
    c.problemIf(
        grpo.batch().staleness() > 0,
        "staleness",
        "is above 0, must be 0" + WITH + ": it draws and updates in turn");
    c.problemIf(
        grpo.kl().coefficient() > 0,
        "kl_coefficient",
        "is above 0, must be 0" + WITH + ", which has no KL penalty and no reference" + OR_LOCAL);
    c.problemIf(
        grpo.kl().coefficient() == 0 && grpo.kl().reference() != Reference.NONE,
        "reference",
        "is set, must be null" + WITH + ", which has none" + OR_LOCAL);
    c.problemIf(
        grpo.policy().entropyBonus() > 0,
        "entropy_coefficient",
        "is above 0, must be 0" + WITH + ", which has no entropy bonus" + OR_LOCAL);
    if (!(grpo.policy().term() instanceof ClippedSurrogate term)) {
      c.problem(
          "objective",
          "must be grpo, dr_grpo or dapo" + WITH + ", which knows their loss alone" + OR_LOCAL);
      return grpo;
    }
    c.problemIf(
        Double.isFinite(term.dualClip()),
        "dual_clip",
        "is set, must be null" + WITH + ", which has no second bound" + OR_LOCAL);
    if (loss == ServiceLoss.PPO) {
      return grpo;
    }
    boolean low = c.optionalNumber("clip_low", above(0), atMost(1)).isPresent();
    c.problemIf(
        low || c.optionalNumber("clip_high", above(0)).isPresent(),
        low ? "clip_low" : "clip_high",
        "is set, must be null with engine.update.loss: importance_sampling, which does not clip; take ppo");
    double none = Double.POSITIVE_INFINITY;
    GrpoSettings.Policy policy = grpo.policy();
    return new GrpoSettings(
        grpo.batch(),
        new GrpoSettings.Policy(
            new ClippedSurrogate(none, none, none),
            policy.aggregation(),
            policy.importance(),
            policy.entropyBonus()),
        grpo.kl(),
        grpo.advantages(),
        grpo.maxTokens(),
        grpo.mismatch());
  }
}
