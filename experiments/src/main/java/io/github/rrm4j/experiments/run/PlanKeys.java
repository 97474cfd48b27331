package io.github.rrm4j.experiments.run;

import static io.github.rrm4j.config.Rule.above;
import static io.github.rrm4j.config.Rule.atLeast;
import static io.github.rrm4j.config.Rule.below;
import static io.github.rrm4j.config.Rule.oneOf;

import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.model.ComputeType;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.ModelPlace;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.rewards.judge.RewardFunction;
import io.github.rrm4j.rewards.length.LengthRule;
import io.github.rrm4j.trainer.TrainingPlan;
import io.github.rrm4j.trainer.TrainingPlan.Data;
import io.github.rrm4j.trainer.TrainingPlan.Model;
import io.github.rrm4j.trainer.TrainingPlan.Role;
import io.github.rrm4j.trainer.TrainingPlan.Run;
import io.github.rrm4j.trainer.TrainingPlan.Sft;
import io.github.rrm4j.trainer.TrainingPlan.StageKind;
import io.github.rrm4j.trainer.TrainingPlan.Update;
import io.github.rrm4j.trainer.dpo.DpoSettings;
import io.github.rrm4j.trainer.dpo.DpoSettings.Reference;
import io.github.rrm4j.trainer.dpo.PreferenceLoss;
import io.github.rrm4j.trainer.grpo.GrpoSettings;
import io.github.rrm4j.trainer.grpo.PairOrders;
import io.github.rrm4j.trainer.optimizer.OptimizerSettings;
import io.github.rrm4j.trainer.rewardmodel.BradleyTerryLoss;
import io.github.rrm4j.trainer.rewardmodel.RewardModelSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Reads a {@link TrainingPlan}, section by section. What a record alone says of its keys is in the
 * record; here and in the {@code Keys} of a section stands what two keys must be to each other.
 *
 * @param policy already read
 */
record PlanKeys(ConfigReader c, PolicyKeys policy) {

  private enum WeightsSource {
    PRETRAINED,
    RANDOM
  }

  private enum Loss {
    SIGMOID,
    IPO
  }

  TrainingPlan read() {
    Run run = RunKeys.read(c);
    RolloutKeys rollout = RolloutKeys.read(c);
    Model model = model(c.section("model"));
    boolean adapter = model.adapter().isPresent();
    boolean learnsPolicy = run.stages().contains(StageKind.POLICY);
    c.section("judge")
        .problemIf(
            rollout.judge().template().hasRubric()
                && run.role() == Role.JUDGE
                && run.stages().stream().anyMatch(stage -> stage != StageKind.SFT),
            "template",
            "has a rubric written first, must have no part '=== rubric' in a training of other"
                + " stages than sft");
    GrpoSettings grpo =
        GrpoKeys.read(c.section("grpo"), rollout, adapter, learnsPolicy && policy.pairwise());
    OptimizerSettings grpoOptimizer =
        c.section("grpo").section("optimizer").record(OptimizerSettings.class);
    Sft sft = c.section("sft").record(Sft.class);
    if (run.atService()) {
      TinkerKeys service = new TinkerKeys(c);
      service.check(run, model, rollout.judge().sampling());
      if (run.stages().contains(StageKind.SFT)) {
        service.check(sft);
      }
      if (run.stages().contains(StageKind.GRPO)) {
        grpo = service.checked(grpo, grpoOptimizer, run.updater().loss());
      }
    } else {
      ServerKeys.checkStaleness(c.section("grpo"), run.engine(), adapter, grpo.batch().staleness());
    }
    if (learnsPolicy) {
      policy.check(c.section("policy"));
      RunKeys.checkPolicyStage(c, run, grpo);
    }
    Data data = DataKeys.read(c.section("data"), run, rollout.judge());
    RewardFunction reward =
        RewardKeys.read(
            c.section("reward"), grpo.batch().orders() == PairOrders.TWO_GROUPS, rollout.judge());
    if (data.lists().isPresent()) {
      checkLists(run, grpo, reward);
    }
    return new TrainingPlan(
        run,
        model,
        data,
        rollout.judge(),
        rollout.rollouts(),
        reward,
        sft,
        grpo,
        grpoOptimizer,
        rewardModel(c.section("reward_model")),
        dpo(c.section("dpo"), adapter),
        policy.settings(false));
  }

  /** What training on lists has not. */
  private void checkLists(Run run, GrpoSettings grpo, RewardFunction reward) {
    c.section("grpo")
        .problemIf(
            grpo.batch().orders() != PairOrders.ONE,
            grpo.batch().orders() == PairOrders.TWO_GROUPS ? "both_orders" : "group_orders",
            "shows both orders of a pair, must be left out with data.lists: a list is shown in one"
                + " order that is drawn");
    c.section("log")
        .problemIf(
            run.log().batchesEvery() > 0,
            "batches_every",
            "is set, must be 0 with data.lists, whose steps cannot be replayed");
    RewardFunction.Weights weights = reward.weights();
    c.section("reward")
        .section("weights")
        .problemIf(
            weights.consistency() + weights.soft() + weights.brier() > 0,
            "verdict",
            "stands beside consistency, soft or brier, which must be 0 with data.lists: the reward"
                + " is Kendall's tau alone");
    c.section("reward")
        .section("length")
        .problemIf(
            reward.length() != LengthRule.NONE,
            "kind",
            "is set, must be none with data.lists: the reward is Kendall's tau alone");
  }

  private static Model model(ConfigReader c) {
    String path = c.text("path");
    WeightsSource weights = c.choice("weights", WeightsSource.class);
    ConfigReader lora = c.section("lora");
    int rank = lora.count("rank", atLeast(0));
    double alpha = lora.number("alpha", above(0));
    List<String> targets =
        lora.texts("targets", oneOf(ModelConfig.LINEAR_MAPS.toArray(String[]::new)));
    c.problemIf(
        path.equals(RunConfig.MINIATURE) && weights == WeightsSource.PRETRAINED,
        "weights",
        "is pretrained, must be random with model.path: miniature");
    lora.problemIf(
        rank > 0 && weights == WeightsSource.RANDOM,
        "rank",
        "is " + rank + ", must be 0 with model.weights: random (an adapter needs a kept base)");
    lora.problemIf(
        rank > 0 && targets.isEmpty(), "targets", "is empty, must name at least one linear map");
    return new Model(
        path.equals(RunConfig.MINIATURE) ? Path.of(path) : ModelPlace.folder(Path.of(path)),
        weights == WeightsSource.RANDOM,
        c.choice("compute", ComputeType.class),
        rank == 0 || targets.isEmpty()
            ? Optional.empty()
            : Optional.of(new PeftAdapter(rank, alpha, targets, Optional.empty())));
  }

  private static RewardModelSettings rewardModel(ConfigReader c) {
    return new RewardModelSettings(
        c.integer("steps", atLeast(1)),
        c.count("batch_size", atLeast(1)),
        new BradleyTerryLoss(
            c.number("margin", atLeast(0)),
            c.number("label_smoothing", atLeast(0), below(0.5)),
            c.number("center_rewards_coefficient", atLeast(0))),
        c.section("optimizer").record(OptimizerSettings.class));
  }

  private static DpoSettings dpo(ConfigReader c, boolean adapter) {
    Loss loss = c.choice("loss", Loss.class);
    double beta = c.number("beta", above(0));
    double smoothing = c.number("label_smoothing", atLeast(0), below(0.5));
    c.problemIf(
        loss == Loss.IPO && smoothing > 0,
        "label_smoothing",
        "is " + smoothing + ", must be 0 with dpo.loss: ipo");
    Reference reference = c.choice("reference", Reference.class);
    c.problemIf(
        reference == Reference.ADAPTER_OFF && !adapter,
        "reference",
        "is adapter_off, must be frozen without model.lora.rank");
    return new DpoSettings(
        c.integer("steps", atLeast(1)),
        c.count("batch_size", atLeast(1)),
        loss == Loss.IPO
            ? new PreferenceLoss.Ipo(beta)
            : new PreferenceLoss.Sigmoid(beta, smoothing),
        c.number("nll_coefficient", atLeast(0)),
        reference,
        c.count("max_completion_tokens", atLeast(1)),
        c.section("optimizer").record(OptimizerSettings.class));
  }

  /** What the section {@code update} says. */
  static Update update(ConfigReader c) {
    return new Update(
        c.count("max_tokens_per_micro_batch", atLeast(1)),
        new PassMemory(
            MemorySize.read(c, "logits_memory", c.text("logits_memory")),
            c.count("activation_checkpoint_interval", atLeast(0))),
        c.count("non_finite_limit", atLeast(1)));
  }
}
