package io.github.rrm4j.experiments.run;

import static io.github.rrm4j.config.Rule.above;
import static io.github.rrm4j.config.Rule.atLeast;

import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.data.Columns;
import io.github.rrm4j.data.Columns.Labels;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.attack.Negatives;
import io.github.rrm4j.data.preparation.Mixture;
import io.github.rrm4j.data.preparation.Mixture.Weighted;
import io.github.rrm4j.judging.JudgeSettings;
import io.github.rrm4j.trainer.TrainingPlan.Data;
import io.github.rrm4j.trainer.TrainingPlan.Examples;
import io.github.rrm4j.trainer.TrainingPlan.Overlong;
import io.github.rrm4j.trainer.TrainingPlan.PolicyData;
import io.github.rrm4j.trainer.TrainingPlan.Responses;
import io.github.rrm4j.trainer.TrainingPlan.Role;
import io.github.rrm4j.trainer.TrainingPlan.Run;
import io.github.rrm4j.trainer.TrainingPlan.StageKind;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The keys below {@code data} but those of the miniature. */
record DataKeys(ConfigReader c, Run run) {

  /** The word that stands for the labels of the training pairs instead of demonstrations. */
  private static final String LABELS = "labels";

  /**
   * Reads every key.
   *
   * @param run whose stages need the data
   */
  static Data read(ConfigReader c, Run run, JudgeSettings judge) {
    source(c.section("source")); // the defaults of every source
    return new DataKeys(c, run).data(judge);
  }

  private Data data(JudgeSettings judge) {
    Mixture train = mixture("train");
    Mixture heldout = mixture("heldout");
    Optional<String> demonstrations = c.optionalText("demonstrations");
    boolean labels = demonstrations.filter(LABELS::equals).isPresent();
    Optional<Path> lists = c.optionalText("lists").map(Path::of);
    checkLists(lists, labels, judge);
    checkTrain(train, labels, lists.isPresent());
    c.problemIf(
        has(StageKind.SFT) && labels && judge.thinking(),
        "demonstrations",
        "is labels, which have no thinking, must be for a judge without: judge.template direct or judge.thinking false");
    c.problemIf(
        has(StageKind.SFT) && labels && judge.template().hasRubric(),
        "demonstrations",
        "is labels, which have no rubric, must be a file with rubrics or miniature for a"
            + " judge.template that has one written first");
    c.problemIf(
        has(StageKind.SFT) && demonstrations.isEmpty(),
        "demonstrations",
        "is not set, must be a JSONL file, miniature or labels for the sft stage");
    c.problemIf(
        heldout.sources().isEmpty() && run.role() == Role.JUDGE,
        "heldout",
        "is not set, must be a file of pairs or miniature; add it");
    Path imitated = Path.of(demonstrations.orElse(""));
    PolicyData policy = policy(imitated);
    int maxPromptTokens = c.count("max_prompt_tokens", atLeast(1));
    boolean shuffled = c.flag("shuffle_gold");
    Negatives.Settings negatives = NegativesKeys.read(c.section("negatives"), run);
    c.problemIf(
        lists.isPresent() && shuffled,
        "shuffle_gold",
        "is true, must be false with data.lists, whose scores it does not shuffle");
    c.section("negatives")
        .problemIf(
            lists.isPresent() && negatives.share() > 0,
            "share",
            "is " + negatives.share() + ", must be 0 with data.lists: attacks are of pairs");
    return new Data(
        train,
        heldout,
        imitated,
        maxPromptTokens,
        c.choice("overlong", Overlong.class),
        shuffled,
        negatives,
        responses(maxPromptTokens),
        labels ? Examples.LABELS : Examples.FILE,
        run.role() == Role.POLICY ? Optional.of(policy) : Optional.empty(),
        lists);
  }

  private void checkLists(Optional<Path> lists, boolean labels, JudgeSettings judge) {
    if (lists.isEmpty()) {
      return;
    }
    c.problemIf(
        run.role() != Role.JUDGE
            || run.stages().stream()
                .anyMatch(stage -> stage != StageKind.SFT && stage != StageKind.GRPO),
        "lists",
        "is set, must be null unless a judge is trained by the stages sft and grpo");
    c.problemIf(
        !judge.template().ranks(),
        "lists",
        "is set, must be null unless judge.template ranks n responses, as compact-listwise and"
            + " rrm-listwise do");
    c.problemIf(
        judge.template().hasRubric(),
        "lists",
        "is set, must be null with a judge.template that has a rubric written first");
    c.problemIf(
        labels,
        "demonstrations",
        "is labels, which are of pairs, must be a file of rankings or miniature with data.lists");
  }

  private boolean has(StageKind stage) {
    return run.stages().contains(stage);
  }

  private void checkTrain(Mixture train, boolean labels, boolean lists) {
    Optional<String> user =
        run.stages().stream()
            .filter(stage -> stage != StageKind.SFT && stage != StageKind.POLICY)
            .filter(stage -> stage != StageKind.GRPO || !lists)
            .findFirst()
            .map(stage -> "the " + Word.of(stage) + " stage");
    if (user.isEmpty() && labels && has(StageKind.SFT)) {
      user = Optional.of("data.demonstrations: labels");
    }
    if (train.sources().isEmpty() && user.isPresent()) {
      c.problem("train", "is not set, must be a file of pairs or miniature for " + user.get());
    }
  }

  private PolicyData policy(Path demonstrations) {
    Optional<String> prompts = c.optionalText("prompts");
    Optional<String> heldout = c.optionalText("heldout_prompts");
    c.problemIf(
        heldout.isEmpty() && run.role() == Role.POLICY,
        "heldout_prompts",
        "is not set, must be a JSONL file of prompts with answers or miniature for role policy");
    c.problemIf(
        prompts.isEmpty() && has(StageKind.POLICY),
        "prompts",
        "is not set, must be a JSONL file of prompts or miniature for the policy stage");
    return new PolicyData(demonstrations, Path.of(prompts.orElse("")), Path.of(heldout.orElse("")));
  }

  private Responses responses(int maxPromptTokens) {
    boolean strip = c.flag("strip_thinking");
    boolean cut = c.flag("cut_responses");
    int reserve = c.count("prompt_reserve", atLeast(0));
    c.problemIf(
        cut && maxPromptTokens - reserve < 2,
        "prompt_reserve",
        Text.format(
            "is %d, must leave at least 2 of data.max_prompt_tokens (%d), or set data.cut_responses: false",
            reserve, maxPromptTokens));
    c.problemIf(
        has(StageKind.DPO) && strip,
        "strip_thinking",
        "is true, must be false for the dpo stage, which trains the thinking");
    c.problemIf(
        has(StageKind.DPO) && cut,
        "cut_responses",
        "is true, must be false for the dpo stage, which trains whole responses");
    return new Responses(strip, c.flag("drop_duplicates"), cut, reserve);
  }

  private Mixture mixture(String key) {
    return new Mixture(c.sections(key, "source", "path").stream().map(DataKeys::source).toList());
  }

  private static Weighted source(ConfigReader c) {
    Map<Columns.Role, String> fields = new EnumMap<>(Columns.Role.class);
    for (Columns.Role role : Columns.Role.values()) {
      c.section("columns").optionalText(role.key()).ifPresent(name -> fields.put(role, name));
    }
    ConfigReader labels = c.section("labels");
    Labels words =
        new Labels(
            Set.copyOf(labels.texts("first")),
            Set.copyOf(labels.texts("second")),
            Set.copyOf(labels.texts("tie")));
    return new Weighted(
        new PairSource(c.optionalText("path").orElse(""), new Columns(fields, words)),
        c.number("weight", above(0)));
  }
}
