package io.github.rrm4j.experiments.run;

import static io.github.rrm4j.config.Rule.atLeast;
import static io.github.rrm4j.config.Rule.between;

import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.judging.JudgeTemplate;
import io.github.rrm4j.miniature.Slips;
import io.github.rrm4j.trainer.TrainingPlan.Overlong;
import io.github.rrm4j.trainer.TrainingPlan.Responses;
import io.github.rrm4j.trainer.TrainingPlan.StageKind;
import java.util.List;
import java.util.Optional;

/**
 * The keys below {@code data}.
 *
 * @param train the sources of training pairs; none where no stage needs them
 * @param heldout the sources of a judge's evaluations
 * @param demonstrations a file, or one of the words {@value RunConfig#MINIATURE} and {@value
 *     #LABELS}
 * @param prompts what a policy answers in reinforcement learning
 * @param heldoutPrompts what a policy is measured on
 */
record DataKeys(
    List<SourceKeys> train,
    List<SourceKeys> heldout,
    Optional<String> demonstrations,
    Optional<String> prompts,
    Optional<String> heldoutPrompts,
    int maxPromptTokens,
    Overlong overlong,
    boolean shuffleGold,
    Responses responses) {

  /** The word that stands for the labels of the training pairs instead of demonstrations. */
  static final String LABELS = "labels";

  /** Sizes of the built-in world, and how often its demonstrations slip. */
  record MiniatureKeys(
      int trainPairs,
      int heldoutPairs,
      int demonstrations,
      int prompts,
      int heldoutPrompts,
      Slips slips) {}

  /**
   * Reads every key but those of the miniature; problems are collected by the reader.
   *
   * @param role what is trained
   * @param stages what needs the data
   * @param judge how a judge is asked
   */
  static DataKeys read(
      ConfigReader c, RunConfig.Role role, List<StageKind> stages, RunConfig.JudgeKeys judge) {
    SourceKeys.of(c.section("source")); // the defaults of every source
    List<SourceKeys> train = sources(c, "train");
    List<SourceKeys> heldout = sources(c, "heldout");
    Optional<String> demonstrations = c.optionalText("demonstrations");
    boolean labels =
        stages.contains(StageKind.SFT) && demonstrations.filter(LABELS::equals).isPresent();
    Optional<StageKind> pairs =
        stages.stream().filter(s -> s != StageKind.SFT && s != StageKind.POLICY).findFirst();
    if (train.isEmpty() && (labels || pairs.isPresent())) {
      String user =
          pairs
              .map(stage -> "the " + Word.of(stage) + " stage")
              .orElse("data.demonstrations: labels");
      c.problem("train", "is not set, must be a file of pairs or miniature for " + user);
    }
    if (labels && !judge.template().equals(JudgeTemplate.DIRECT) && judge.thinking().orElse(true)) {
      c.problem(
          "demonstrations",
          "is labels, which have no thinking, must be for a judge without: judge.template direct or judge.thinking false");
    }
    Optional<String> heldoutPrompts = c.optionalText("heldout_prompts");
    if (heldout.isEmpty() && role == RunConfig.Role.JUDGE) {
      c.problem("heldout", "is not set, must be a file of pairs or miniature; add it");
    }
    if (heldoutPrompts.isEmpty() && role == RunConfig.Role.POLICY) {
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
          "demonstrations",
          "is not set, must be a JSONL file, miniature or labels for the sft stage");
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
    return new DataKeys(
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

  /** Reads the keys below {@code data.miniature}. */
  static MiniatureKeys miniature(ConfigReader c) {
    return new MiniatureKeys(
        c.count("train_pairs", atLeast(1)),
        c.count("heldout_pairs", atLeast(1)),
        c.count("demonstrations", atLeast(1)),
        c.count("prompts", atLeast(1)),
        c.count("heldout_prompts", atLeast(1)),
        new Slips(c.number("slip_hard", between(0, 1)), c.number("slip_mild", between(0, 1))));
  }
}
