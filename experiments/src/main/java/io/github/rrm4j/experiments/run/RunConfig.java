package io.github.rrm4j.experiments.run;

import static io.github.rrm4j.config.Rule.above;
import static io.github.rrm4j.config.Rule.atLeast;
import static io.github.rrm4j.config.Rule.below;
import static io.github.rrm4j.config.Rule.between;

import io.github.rrm4j.checkpoints.Retention;
import io.github.rrm4j.config.BaseConfig;
import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.config.ConfigTree;
import io.github.rrm4j.judging.JudgeTemplate;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.rewards.RewardFunction;
import io.github.rrm4j.rollout.RolloutEngine.Limits;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.trainer.TrainingPlan.Checkpoints;
import io.github.rrm4j.trainer.TrainingPlan.Evaluations;
import io.github.rrm4j.trainer.TrainingPlan.Log;
import io.github.rrm4j.trainer.TrainingPlan.Sft;
import io.github.rrm4j.trainer.TrainingPlan.StageKind;
import io.github.rrm4j.trainer.TrainingPlan.Thinking;
import io.github.rrm4j.trainer.dpo.DpoSettings;
import io.github.rrm4j.trainer.grpo.GrpoSettings;
import io.github.rrm4j.trainer.grpo.Watch;
import io.github.rrm4j.trainer.optimizer.OptimizerSettings;
import io.github.rrm4j.trainer.optimizer.Schedule;
import io.github.rrm4j.trainer.rewardmodel.RewardModelSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The values of a resolved config, checked; the one place where keys are read. Paths may still be
 * the word {@code miniature}; {@link RunFolder} puts files in their place.
 *
 * @param resolved the YAML that gives this config again
 */
public record RunConfig(
    Optional<String> name,
    Path output,
    String device,
    int threads,
    long seed,
    Role role,
    List<StageKind> stages,
    ModelKeys model,
    JudgeKeys judge,
    RolloutKeys rollout,
    DataKeys data,
    DataKeys.MiniatureKeys miniature,
    Limits rolloutLimits,
    RewardFunction reward,
    Watch watch,
    Sft sft,
    GrpoSettings grpo,
    OptimizerSettings grpoOptimiser,
    RewardModelSettings rewardModel,
    DpoSettings dpo,
    PolicyKeys policy,
    Evaluations evaluation,
    Checkpoints checkpoint,
    Log log,
    int tokenBudget,
    PassMemory passMemory,
    int nonFiniteLimit,
    String resolved) {

  /** The word that stands for the built-in world instead of a path. */
  public static final String MINIATURE = "miniature";

  /** What is trained. */
  enum Role {
    JUDGE,
    POLICY
  }

  /**
   * How the judge is asked.
   *
   * @param thinking empty where the template decides
   */
  record JudgeKeys(String template, Optional<Boolean> thinking) {}

  /**
   * How rollouts are drawn.
   *
   * @param thinking when thinking is ended by force; empty where it never is
   */
  record RolloutKeys(Sampling sampling, Optional<Thinking> thinking) {}

  /** The defaults of every key. */
  public static BaseConfig base() {
    return BaseConfig.fromClasspath(
        "configs/base/run.yaml",
        "configs/base/judge.yaml",
        "configs/base/training.yaml",
        "configs/base/policy.yaml");
  }

  /**
   * @throws io.github.rrm4j.contracts.InvalidInput naming every problem
   */
  public static RunConfig of(ConfigTree tree) {
    ConfigReader reader = tree.reader();
    RunConfig config = read(reader, tree.resolvedYaml());
    reader.finish();
    return config;
  }

  /** Reads every key; problems are collected by the reader. */
  public static RunConfig read(ConfigReader c, String resolved) {
    List<StageKind> stages = c.choices("stages", StageKind.class);
    if (stages.isEmpty()) {
      c.problem(
          "stages", "is empty, must name at least one of sft, grpo, reward_model, dpo, policy");
    }
    if (stages.contains(StageKind.REWARD_MODEL) && stages.size() > 1) {
      c.problem(
          "stages",
          "has reward_model beside others, must have it alone: its model has a value in the place of words; begin another run from the checkpoint of the others");
    }
    Role role = c.choice("role", Role.class);
    if (role == Role.POLICY
        && (stages.contains(StageKind.GRPO) || stages.contains(StageKind.REWARD_MODEL))) {
      c.problem(
          "stages",
          "has a stage that trains a judge on pairs; set role: judge or leave the stage out");
    }
    if (role == Role.JUDGE && stages.contains(StageKind.DPO)) {
      c.problem("stages", "has dpo, which trains a policy; set role: policy or leave it out");
    }
    JudgeKeys judge = judge(c.section("judge"));
    RolloutKeys rollout = rollout(c.section("rollout"), judge);
    ModelKeys model = ModelKeys.read(c.section("model"));
    PolicyKeys policy = PolicyKeys.read(c.section("policy"));
    GrpoSettings grpo =
        GrpoKeys.read(
            c.section("grpo"),
            rollout,
            model.adapter().isPresent(),
            stages.contains(StageKind.POLICY) && policy.pairwise());
    if (stages.contains(StageKind.POLICY)) {
      policy.check(c.section("policy"));
      checkPolicyStage(c, role, grpo);
    }
    RunConfig config =
        new RunConfig(
            c.optionalText("name"),
            Path.of(c.text("output")),
            c.section("engine").text("device"),
            c.section("engine").count("threads", atLeast(0)),
            c.integer("seed"),
            role,
            stages,
            model,
            judge,
            rollout,
            DataKeys.read(c.section("data"), role, stages, judge),
            DataKeys.miniature(c.section("data").section("miniature")),
            new Limits(
                c.section("rollout").count("rows", atLeast(1)),
                c.section("rollout")
                    .optionalText("cache_memory")
                    .map(size -> bytes(c.section("rollout"), "cache_memory", size))
                    .orElse(Long.MAX_VALUE)),
            RewardKeys.read(
                c.section("reward"), grpo.batch().bothOrders(), rollout.sampling().maxNewTokens()),
            WatchKeys.read(c.section("watch")),
            new Sft(
                c.section("sft").integer("steps", atLeast(1)),
                c.section("sft").count("batch", atLeast(1)),
                optimiser(c.section("sft").section("optimiser"))),
            grpo,
            optimiser(c.section("grpo").section("optimiser")),
            RewardModelKeys.read(c.section("reward_model")),
            DpoKeys.read(
                c.section("dpo"),
                optimiser(c.section("dpo").section("optimiser")),
                model.adapter().isPresent()),
            policy,
            new Evaluations(
                c.section("evaluation").count("every", atLeast(0)),
                c.section("evaluation").count("pairs", atLeast(1)),
                c.section("evaluation").count("final_pairs", atLeast(1))),
            checkpoint(c.section("checkpoint")),
            new Log(
                c.section("log").count("rollouts_every", atLeast(0)),
                c.section("log").count("rollout_groups", atLeast(1)),
                c.section("log").count("batches_every", atLeast(0))),
            c.section("update").count("tokens", atLeast(1)),
            new PassMemory(
                bytes(
                    c.section("update"),
                    "logits_memory",
                    c.section("update").text("logits_memory")),
                c.section("update").count("checkpoint_every", atLeast(0))),
            c.section("update").count("non_finite_limit", atLeast(1)),
            resolved);
    if (!config.device().matches("auto|cpu|cuda:\\d+")) {
      c.section("engine")
          .problem("device", "is " + config.device() + ", must be auto, cpu or cuda:N");
    }
    return config;
  }

  private static void checkPolicyStage(ConfigReader c, Role role, GrpoSettings grpo) {
    if (role == Role.JUDGE) {
      c.problem("stages", "has policy, which trains a policy on prompts; set role: policy");
    }
    if (grpo.batch().bothOrders()) {
      c.section("grpo").problem("both_orders", "is true, must be false for the policy stage");
    }
    if (c.section("log").count("batches_every", atLeast(0)) > 0) {
      c.section("log")
          .problem(
              "batches_every",
              "is set, must be 0 for the policy stage: what its judge said is not stored, so its steps cannot be replayed");
    }
  }

  private static long bytes(ConfigReader c, String key, String size) {
    OptionalLong bytes = MemorySize.of(size);
    if (bytes.isEmpty() || bytes.getAsLong() == 0) {
      c.problem(key, "is " + size + ", must be a size above 0 such as 256MiB or 2GB");
    }
    return bytes.orElse(1);
  }

  private static JudgeKeys judge(ConfigReader c) {
    String template = c.text("template");
    Optional<Boolean> thinking = c.optionalFlag("thinking");
    if (template.equals(JudgeTemplate.DIRECT) && thinking.orElse(false)) {
      c.problem(
          "thinking",
          "is true, must be false or null with judge.template direct, which asks for the verdict alone");
    }
    return new JudgeKeys(template, thinking);
  }

  private static RolloutKeys rollout(ConfigReader c, JudgeKeys judge) {
    Sampling sampling = SamplingKeys.read(c);
    OptionalLong budget = c.optionalInteger("thinking_budget", atLeast(1));
    int verdict = c.count("verdict_tokens", atLeast(1));
    if (budget.isPresent() && budget.getAsLong() >= sampling.maxNewTokens()) {
      c.problem(
          "thinking_budget",
          "is %d, must leave something of rollout.max_new_tokens (%d) to the verdict"
              .formatted(budget.getAsLong(), sampling.maxNewTokens()));
    }
    if (budget.isPresent()
        && (judge.template().equals(JudgeTemplate.DIRECT) || !judge.thinking().orElse(true))) {
      c.problem("thinking_budget", "is set, must be null for a judge that does not think");
    }
    Optional<Thinking> thinking =
        budget.isPresent()
            ? Optional.of(new Thinking((int) budget.getAsLong(), verdict))
            : Optional.empty();
    return new RolloutKeys(sampling, thinking);
  }

  static OptimizerSettings optimiser(ConfigReader c) {
    return new OptimizerSettings(
        c.number("learning_rate", above(0)),
        c.choice("schedule", Schedule.class),
        c.integer("warmup_steps", atLeast(0)),
        c.number("floor", between(0, 1)),
        c.number("beta1", atLeast(0), below(1)),
        c.number("beta2", atLeast(0), below(1)),
        c.number("epsilon", above(0)),
        c.number("weight_decay", atLeast(0)),
        c.number("clip_norm", above(0)));
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
