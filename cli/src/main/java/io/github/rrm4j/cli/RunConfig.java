package io.github.rrm4j.cli;

import static io.github.rrm4j.cli.config.Rule.above;
import static io.github.rrm4j.cli.config.Rule.atLeast;
import static io.github.rrm4j.cli.config.Rule.below;
import static io.github.rrm4j.cli.config.Rule.between;
import static io.github.rrm4j.cli.config.Rule.oneOf;

import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.checkpoints.Retention;
import io.github.rrm4j.cli.config.BaseConfig;
import io.github.rrm4j.cli.config.ConfigReader;
import io.github.rrm4j.cli.config.ConfigTree;
import io.github.rrm4j.data.miniature.Slips;
import io.github.rrm4j.evaluation.JudgeTemplate;
import io.github.rrm4j.model.ComputeType;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.rewards.RewardFunction;
import io.github.rrm4j.rollout.RolloutEngine.Limits;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.trainer.DpoSettings;
import io.github.rrm4j.trainer.GrpoSettings;
import io.github.rrm4j.trainer.OptimiserSettings;
import io.github.rrm4j.trainer.Schedule;
import io.github.rrm4j.trainer.TrainingPlan.Checkpoints;
import io.github.rrm4j.trainer.TrainingPlan.Evaluations;
import io.github.rrm4j.trainer.TrainingPlan.Log;
import io.github.rrm4j.trainer.TrainingPlan.Overlong;
import io.github.rrm4j.trainer.TrainingPlan.Responses;
import io.github.rrm4j.trainer.TrainingPlan.Sft;
import io.github.rrm4j.trainer.TrainingPlan.StageKind;
import io.github.rrm4j.trainer.TrainingPlan.Thinking;
import io.github.rrm4j.trainer.Watch;
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
record RunConfig(
    Optional<String> name,
    Path output,
    String device,
    int threads,
    long seed,
    Role role,
    List<StageKind> stages,
    Model model,
    JudgeKeys judge,
    RolloutKeys rollout,
    Data data,
    MiniatureKeys miniature,
    Limits rolloutLimits,
    RewardFunction reward,
    Watch watch,
    Sft sft,
    GrpoSettings grpo,
    OptimiserSettings grpoOptimiser,
    PolicyKeys policy,
    DpoSettings dpo,
    Evaluations evaluation,
    Checkpoints checkpoint,
    Log log,
    int tokenBudget,
    PassMemory passMemory,
    int nonFiniteLimit,
    String resolved) {

  /** The word that stands for the built-in world instead of a path. */
  static final String MINIATURE = "miniature";

  /** What is trained. */
  enum Role {
    JUDGE,
    POLICY
  }

  /** Where weights come from. */
  enum WeightsSource {
    PRETRAINED,
    RANDOM
  }

  record Model(
      String path, WeightsSource weights, ComputeType compute, Optional<PeftAdapter> adapter) {}

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

  /**
   * @param train the sources of the GRPO stage; none without it
   * @param heldout the sources of a judge's evaluations
   * @param prompts what a policy answers in reinforcement learning
   * @param heldoutPrompts what a policy is measured on
   */
  record Data(
      List<SourceKeys> train,
      List<SourceKeys> heldout,
      Optional<String> demonstrations,
      Optional<String> prompts,
      Optional<String> heldoutPrompts,
      int maxPromptTokens,
      Overlong overlong,
      boolean shuffleGold,
      Responses responses) {}

  record MiniatureKeys(
      int trainPairs,
      int heldoutPairs,
      int demonstrations,
      int prompts,
      int heldoutPrompts,
      Slips slips) {}

  /** The defaults of every key. */
  static BaseConfig base() {
    return BaseConfig.fromClasspath(
        "configs/base/run.yaml",
        "configs/base/judge.yaml",
        "configs/base/training.yaml",
        "configs/base/policy.yaml");
  }

  /**
   * @throws io.github.rrm4j.contracts.InvalidInput naming every problem
   */
  static RunConfig of(ConfigTree tree) {
    ConfigReader reader = tree.reader();
    RunConfig config = read(reader, tree.resolvedYaml());
    reader.finish();
    return config;
  }

  /** Reads every key; problems are collected by the reader. */
  static RunConfig read(ConfigReader c, String resolved) {
    List<StageKind> stages = c.choices("stages", StageKind.class);
    if (stages.isEmpty()) {
      c.problem("stages", "is empty, must name at least one of sft, grpo, dpo, policy");
    }
    Role role = c.choice("role", Role.class);
    if (role == Role.POLICY && stages.contains(StageKind.GRPO)) {
      c.problem(
          "stages", "has grpo, which trains a judge on pairs; set role: judge or leave it out");
    }
    if (role == Role.JUDGE && stages.contains(StageKind.DPO)) {
      c.problem("stages", "has dpo, which trains a policy; set role: policy or leave it out");
    }
    JudgeKeys judge = judge(c.section("judge"));
    RolloutKeys rollout = rollout(c.section("rollout"), judge);
    Model model = model(c.section("model"));
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
            data(c.section("data"), role, stages),
            miniature(c.section("data").section("miniature")),
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
            policy,
            DpoKeys.read(
                c.section("dpo"),
                optimiser(c.section("dpo").section("optimiser")),
                model.adapter().isPresent()),
            new Evaluations(
                c.section("evaluation").count("every", atLeast(0)),
                c.section("evaluation").count("pairs", atLeast(1)),
                c.section("evaluation").count("final_pairs", atLeast(1))),
            checkpoint(c.section("checkpoint")),
            new Log(
                c.section("log").count("rollouts_every", atLeast(0)),
                c.section("log").count("rollout_groups", atLeast(1))),
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
  }

  private static long bytes(ConfigReader c, String key, String size) {
    OptionalLong bytes = MemorySize.of(size);
    if (bytes.isEmpty() || bytes.getAsLong() == 0) {
      c.problem(key, "is " + size + ", must be a size above 0 such as 256MiB or 2GB");
    }
    return bytes.orElse(1);
  }

  private static Model model(ConfigReader c) {
    String path = c.text("path");
    WeightsSource weights = c.choice("weights", WeightsSource.class);
    ConfigReader lora = c.section("lora");
    int rank = lora.count("rank", atLeast(0));
    double alpha = lora.number("alpha", above(0));
    List<String> targets =
        lora.texts("targets", oneOf(ModelConfig.LINEAR_MAPS.toArray(String[]::new)));
    if (path.equals(MINIATURE) && weights == WeightsSource.PRETRAINED) {
      c.problem("weights", "is pretrained, must be random with model.path: miniature");
    }
    if (rank > 0 && weights == WeightsSource.RANDOM) {
      lora.problem(
          "rank",
          "is " + rank + ", must be 0 with model.weights: random (an adapter needs a kept base)");
    }
    if (rank > 0 && targets.isEmpty()) {
      lora.problem("targets", "is empty, must name at least one linear map");
    }
    return new Model(
        path,
        weights,
        c.choice("compute", ComputeType.class),
        rank == 0 || targets.isEmpty()
            ? Optional.empty()
            : Optional.of(new PeftAdapter(rank, alpha, targets, Optional.empty())));
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
    Sampling sampling =
        new Sampling(c.number("temperature", above(0)), c.count("max_new_tokens", atLeast(1)));
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

  private static Data data(ConfigReader c, Role role, List<StageKind> stages) {
    SourceKeys.of(c.section("source")); // the defaults of every source
    List<SourceKeys> train = sources(c, "train");
    List<SourceKeys> heldout = sources(c, "heldout");
    Optional<String> demonstrations = c.optionalText("demonstrations");
    if (stages.contains(StageKind.GRPO) && train.isEmpty()) {
      c.problem("train", "is not set, must be a file of pairs or miniature for the grpo stage");
    }
    if (stages.contains(StageKind.DPO) && train.isEmpty()) {
      c.problem("train", "is not set, must be a file of pairs or miniature for the dpo stage");
    }
    Optional<String> heldoutPrompts = c.optionalText("heldout_prompts");
    if (heldout.isEmpty() && role == Role.JUDGE) {
      c.problem("heldout", "is not set, must be a file of pairs or miniature; add it");
    }
    if (heldoutPrompts.isEmpty() && role == Role.POLICY) {
      c.problem(
          "heldout_prompts",
          "is not set, must be a JSONL file of prompts with answers or miniature for role policy");
    }
    Optional<String> prompts = c.optionalText("prompts");
    if (stages.contains(StageKind.POLICY) && prompts.isEmpty()) {
      c.problem(
          "prompts",
          "is not set, must be a JSONL file of prompts or miniature for the policy stage");
    }
    if (stages.contains(StageKind.SFT) && demonstrations.isEmpty()) {
      c.problem(
          "demonstrations", "is not set, must be a JSONL file or miniature for the sft stage");
    }
    int maxPromptTokens = c.count("max_prompt_tokens", atLeast(1));
    Responses responses = responses(c, maxPromptTokens);
    if (stages.contains(StageKind.DPO) && responses.stripThinking()) {
      c.problem(
          "strip_thinking", "is true, must be false for the dpo stage, which trains the thinking");
    }
    if (stages.contains(StageKind.DPO) && responses.cut()) {
      c.problem(
          "cut_responses",
          "is true, must be false for the dpo stage, which trains whole responses");
    }
    return new Data(
        train,
        heldout,
        demonstrations,
        prompts,
        heldoutPrompts,
        maxPromptTokens,
        c.choice("overlong", Overlong.class),
        c.flag("shuffle_gold"),
        responses);
  }

  private static Responses responses(ConfigReader c, int maxPromptTokens) {
    boolean cut = c.flag("cut_responses");
    int reserve = c.count("prompt_reserve", atLeast(0));
    if (cut && maxPromptTokens - reserve < 2) {
      c.problem(
          "prompt_reserve",
          "is %d, must leave at least 2 of data.max_prompt_tokens (%d), or set data.cut_responses: false"
              .formatted(reserve, maxPromptTokens));
    }
    return new Responses(c.flag("strip_thinking"), c.flag("drop_duplicates"), cut, reserve);
  }

  private static List<SourceKeys> sources(ConfigReader c, String key) {
    return c.sections(key, "source", "path").stream().map(SourceKeys::of).toList();
  }

  private static MiniatureKeys miniature(ConfigReader c) {
    return new MiniatureKeys(
        c.count("train_pairs", atLeast(1)),
        c.count("heldout_pairs", atLeast(1)),
        c.count("demonstrations", atLeast(1)),
        c.count("prompts", atLeast(1)),
        c.count("heldout_prompts", atLeast(1)),
        new Slips(c.number("slip_hard", between(0, 1)), c.number("slip_mild", between(0, 1))));
  }

  private static OptimiserSettings optimiser(ConfigReader c) {
    return new OptimiserSettings(
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
