package io.github.rrm4j.experiments.run;

import static io.github.rrm4j.config.Rule.atLeast;

import io.github.rrm4j.checkpoints.Retention;
import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.trainer.TrainingPlan.Checkpoints;
import io.github.rrm4j.trainer.TrainingPlan.Engine;
import io.github.rrm4j.trainer.TrainingPlan.Evaluations;
import io.github.rrm4j.trainer.TrainingPlan.Role;
import io.github.rrm4j.trainer.TrainingPlan.Run;
import io.github.rrm4j.trainer.TrainingPlan.StageKind;
import io.github.rrm4j.trainer.grpo.GrpoSettings;
import io.github.rrm4j.trainer.grpo.PairOrders;
import io.github.rrm4j.trainer.grpo.RolloutLog;
import java.nio.file.Path;
import java.util.List;

/** The keys that every run has: those at the top, and the sections about running. */
final class RunKeys {

  private RunKeys() {}

  static Run read(ConfigReader c) {
    List<StageKind> stages = c.choices("stages", StageKind.class);
    Role role = c.choice("role", Role.class);
    checkStages(c, stages, role);
    Engine engine = c.section("engine").record(Engine.class);
    checkDevices(c.section("engine"), engine);
    ServerKeys.check(c.section("engine"), engine);
    return new Run(
        c.optionalText("name"),
        Path.of(c.text("output")),
        c.integer("seed"),
        role,
        stages,
        engine,
        PlanKeys.update(c.section("update")),
        c.section("evaluation").record(Evaluations.class),
        checkpoint(c.section("checkpoint")),
        c.section("log").record(RolloutLog.class),
        WatchKeys.read(c.section("watch")),
        TinkerKeys.updater(c.section("engine").section("update")));
  }

  private static void checkDevices(ConfigReader c, Engine engine) {
    c.problemIf(
        !engine.device().matches("auto|cpu|cuda:\\d+"),
        "device",
        "is " + engine.device() + ", must be auto, cpu or cuda:N");
    for (String device : engine.devices()) {
      c.problemIf(
          !device.matches("cpu|cuda:\\d+"),
          "devices",
          "has " + device + ", must have only cpu and cuda:N");
    }
    c.problemIf(
        !engine.devices().isEmpty() && !engine.device().equals("auto"),
        "devices",
        "stands beside device: " + engine.device() + "; leave one of them out");
  }

  private static void checkStages(ConfigReader c, List<StageKind> stages, Role role) {
    c.problemIf(
        stages.isEmpty(),
        "stages",
        "is empty, must name at least one of sft, grpo, reward_model, dpo, policy");
    c.problemIf(
        stages.contains(StageKind.REWARD_MODEL) && stages.size() > 1,
        "stages",
        "has reward_model beside others, must have it alone: its model has a value in the place of words; begin another run from the checkpoint of the others");
    c.problemIf(
        role == Role.POLICY
            && (stages.contains(StageKind.GRPO) || stages.contains(StageKind.REWARD_MODEL)),
        "stages",
        "has a stage that trains a judge on pairs; set role: judge or leave the stage out");
    c.problemIf(
        role == Role.JUDGE && stages.contains(StageKind.DPO),
        "stages",
        "has dpo, which trains a policy; set role: policy or leave it out");
    c.problemIf(
        role == Role.JUDGE && stages.contains(StageKind.POLICY),
        "stages",
        "has policy, which trains a policy on prompts; set role: policy");
  }

  /** Adds what is wrong with a run that has the policy stage. */
  static void checkPolicyStage(ConfigReader c, Run run, GrpoSettings grpo) {
    c.section("grpo")
        .problemIf(
            grpo.batch().orders() == PairOrders.TWO_GROUPS,
            "both_orders",
            "is true, must be false for the policy stage");
    c.section("grpo")
        .problemIf(
            grpo.batch().orders() == PairOrders.ONE_GROUP,
            "group_orders",
            "is both, must be one for the policy stage, whose prompts have no pair to swap");
    c.section("log")
        .problemIf(
            run.log().batchesEvery() > 0,
            "batches_every",
            "is set, must be 0 for the policy stage: what its judge said is not stored, so its steps cannot be replayed");
  }

  private static Checkpoints checkpoint(ConfigReader c) {
    return new Checkpoints(
        c.count("every", atLeast(1)),
        new Retention(
            c.count("keep_last", atLeast(1)),
            c.count("keep_best", atLeast(0)),
            c.count("keep_every", atLeast(0))));
  }
}
