package io.github.rrm4j.judging;

import static io.github.rrm4j.config.Rule.atLeast;
import static io.github.rrm4j.config.Rule.between;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.config.BaseConfig;
import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.config.ConfigTree;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.model.ComputeType;
import io.github.rrm4j.rewards.SplitVotes;
import io.github.rrm4j.rewards.StoppingRule;
import io.github.rrm4j.rewards.VerdictFormat;
import io.github.rrm4j.rollout.Sampling;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Which judge is opened and how it is asked. What is not said here is taken from the {@code
 * judge.json} of the model's folder, then from {@code configs/base/judging.yaml}, where every
 * default stands.
 *
 * <pre>
 *   JudgeSpec.of(Path.of("runs/quickstart")).votes(5).bothOrders()
 * </pre>
 *
 * @param model the judge's model
 * @param template {@code rrm}, {@code compact}, {@code direct} or a template file; empty for the
 *     model's own
 * @param verdict how the verdict is written; empty for what the template says
 * @param sampling how judgements are drawn
 * @param plan how often a pair is judged and what its judgements add up to
 * @param seed of everything that is drawn
 * @param maxSequences most judgements that are generated together: the knob for memory
 * @param overlong what becomes of a pair whose prompt is too long
 * @param maxFailed the largest share of the judgements that may stay away, where servers or an API
 *     generate
 * @param router a direct judge that is asked first; empty where none is
 * @param otherwise what holds where neither this nor the model says
 */
public record JudgeSpec(
    ModelSpec model,
    Optional<String> template,
    Optional<VerdictFormat> verdict,
    JudgeSampling sampling,
    VotePlan plan,
    long seed,
    int maxSequences,
    Overlong overlong,
    double maxFailed,
    Optional<RouterSpec> router,
    Otherwise otherwise) {

  /** The file of every default, as a resource. */
  public static final String DEFAULTS = "configs/base/judging.yaml";

  private static final JudgeSpec DEFAULT =
      readAll(ConfigTree.defaults(BaseConfig.fromClasspath(DEFAULTS), List.of()).reader());

  /** How a judge is asked whose folder has no {@code judge.json}. */
  public record Otherwise(String template, Sampling sampling) {}

  /** The defaults, without a model. */
  public static JudgeSpec defaults() {
    return DEFAULT;
  }

  /**
   * A judge with every default.
   *
   * @param folder a model folder, a checkpoint, or a run, whose newest checkpoint is then taken
   */
  public static JudgeSpec of(Path folder) {
    return DEFAULT.at(folder);
  }

  private static JudgeSpec readAll(ConfigReader c) {
    c.section("judge").text("kind"); // who judges in an evaluation, which is not said here
    JudgeSpec spec = read(c.section("judge"), c.integer("seed"));
    c.finish();
    return spec;
  }

  /**
   * Reads the keys of a judge; problems are collected by the reader.
   *
   * @param c the section with the keys that {@value #DEFAULTS} has below {@code judge}
   */
  public static JudgeSpec read(ConfigReader c, long seed) {
    ConfigReader otherwise = c.section("otherwise");
    return new JudgeSpec(
        new ModelSpec(
            c.optionalText("model").map(Path::of),
            c.optionalText("adapter").map(Path::of),
            c.choice("compute", ComputeType.class),
            c.text("device"),
            Optional.empty(),
            ApiSpec.read(c.section("api"))),
        c.optionalText("template"),
        verdict(c),
        JudgeSampling.read(c),
        VotePlan.ONE,
        seed,
        c.count("max_num_seqs", atLeast(1)),
        c.choice("overlong", Overlong.class),
        c.number("max_failed", between(0, 1)),
        Optional.empty(),
        new Otherwise(
            otherwise.text("template"),
            new Sampling(
                otherwise.number("temperature", atLeast(0)),
                otherwise.count("max_new_tokens", atLeast(1)))));
  }

  private static Optional<VerdictFormat> verdict(ConfigReader c) {
    Optional<String> name = c.optionalText("verdict");
    try {
      return name.map(word -> VerdictFormat.named("verdict", word));
    } catch (InvalidInput e) {
      c.problem("verdict", e.getMessage().replaceFirst("^verdict: ", ""));
      return Optional.empty();
    }
  }

  /** The same with another model of the same type and on the same device. */
  public JudgeSpec at(Path folder) {
    return model(model.at(folder));
  }

  /** The same with another model. */
  public JudgeSpec model(ModelSpec other) {
    return with(draft -> draft.model = other);
  }

  /** The same with a PEFT adapter on the model. */
  public JudgeSpec adapter(Path folder) {
    return model(model.with(folder));
  }

  /** The same on another device: {@code auto}, {@code cpu} or {@code cuda:N}. */
  public JudgeSpec device(String name) {
    return model(model.on(name));
  }

  /** The same in another type of the forward pass. */
  public JudgeSpec compute(ComputeType type) {
    return model(model.in(type));
  }

  /** The same asked in other words: {@code rrm}, {@code compact}, {@code direct} or a file. */
  public JudgeSpec template(String nameOrFile) {
    return with(draft -> draft.template = Optional.of(nameOrFile));
  }

  /** The same with the verdict read in another format. */
  public JudgeSpec verdict(VerdictFormat format) {
    return with(draft -> draft.verdict = Optional.of(format));
  }

  /** The same drawn in another way. */
  public JudgeSpec sampling(JudgeSampling other) {
    return with(draft -> draft.sampling = other);
  }

  /** The same at another temperature; 0 is greedy. */
  public JudgeSpec temperature(double temperature) {
    return sampling(sampling.temperature(temperature));
  }

  /** The same with another limit of a judgement, in tokens. */
  public JudgeSpec maxNewTokens(int tokens) {
    return sampling(sampling.maxNewTokens(tokens));
  }

  /** The same with thinking that is ended by force after so many tokens. */
  public JudgeSpec thinkingBudget(int tokens) {
    return sampling(sampling.thinkingBudget(tokens));
  }

  /** The same with pairs judged so often. */
  public JudgeSpec plan(VotePlan other) {
    return with(draft -> draft.plan = other);
  }

  /** The same with so many judgements of a pair. */
  public JudgeSpec votes(int k) {
    return plan(plan.votes(k));
  }

  /**
   * The same, whose votes end before all are in once it is probable enough which response the judge
   * prefers.
   *
   * @param bound of {@link StoppingRule}
   */
  public JudgeSpec stop(double bound) {
    return plan(plan.stop(new StoppingRule(bound)));
  }

  /** The same with pairs shown in other orders. */
  public JudgeSpec orders(Orders other) {
    return plan(plan.orders(other));
  }

  /** The same with all votes in each order: twice as many judgements, and no position bias. */
  public JudgeSpec bothOrders() {
    return orders(Orders.BOTH);
  }

  /** The same with another rule for split votes. */
  public JudgeSpec splits(SplitVotes rule) {
    return plan(plan.splits(rule));
  }

  /** The same with other draws. */
  public JudgeSpec seed(long other) {
    return with(draft -> draft.seed = other);
  }

  /** The same with so many judgements generated together. */
  public JudgeSpec maxSequences(int most) {
    return with(draft -> draft.maxSequences = most);
  }

  /** The same with another rule for pairs whose prompts are too long. */
  public JudgeSpec overlong(Overlong other) {
    return with(draft -> draft.overlong = other);
  }

  /** The same, going on until another share of the judgements stays away. */
  public JudgeSpec maxFailed(double share) {
    return with(draft -> draft.maxFailed = share);
  }

  /** The same after a direct judge, which is asked first. */
  public JudgeSpec router(RouterSpec first) {
    return with(draft -> draft.router = Optional.of(first));
  }

  /**
   * How the judge is asked, with what its folder says of itself; no weights are read.
   *
   * @throws InvalidInput if no model is named, its {@code judge.json} is malformed, or the template
   *     is not there
   */
  public JudgeSettings settings() {
    Optional<JudgeSettings> own =
        model.api().isPresent() ? Optional.empty() : JudgeSettings.read(model.settingsFolder());
    JudgeTemplate words =
        template
            .map(JudgeTemplate::named)
            .or(() -> own.map(JudgeSettings::template))
            .orElseGet(() -> JudgeTemplate.named(otherwise.template()));
    return new JudgeSettings(
        verdict.map(words::verdict).orElse(words),
        words.thinks() && own.map(JudgeSettings::thinking).orElse(true),
        sampling.resolved(withRoom(own.map(JudgeSettings::sampling).orElse(otherwise.sampling()))));
  }

  /**
   * How often the judge is right by its confidence, where its folder says so.
   *
   * @throws InvalidInput if the file is malformed
   */
  public JudgeCalibration calibration() {
    return model.api().isPresent()
        ? JudgeCalibration.NONE
        : JudgeCalibration.read(model.settingsFolder());
  }

  /** A limit that nobody asked for leaves half of the positions to the prompt. */
  private Sampling withRoom(Sampling own) {
    return sampling.maxNewTokens().isPresent() || model.api().isPresent()
        ? own
        : own.upTo(model.newTokens(own.maxNewTokens(), "--max-new-tokens"));
  }

  /**
   * What decides a judgement, for a file that a resumed run compares; every file of the model is
   * read.
   */
  public ObjectNode described() {
    ObjectNode described = describedAlone();
    router.ifPresent(first -> described.set("router", first.described(this)));
    return described;
  }

  private ObjectNode describedAlone() {
    JudgeSettings settings = settings();
    if (model.api().isPresent()) {
      return model.api().get().describe(this, settings);
    }
    ObjectNode described = Json.object();
    JudgeSampling.describe(sampling.candidates(), sampling.stopping(), described);
    return model
        .describe(described, "model")
        .put("template", settings.template().text())
        .put("temperature", settings.sampling().temperature())
        .put("max_new_tokens", settings.sampling().maxNewTokens())
        .put("thinking_budget", sampling.thinkingBudget().orElse(0))
        .put("verdict_tokens", sampling.verdictTokens())
        .put("seed", seed)
        .put("max_num_seqs", maxSequences)
        .put("overlong", Word.of(overlong));
  }

  private JudgeSpec with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.spec();
  }

  /** A spec that is being changed. */
  private static final class Draft {
    private ModelSpec model;
    private Optional<String> template;
    private Optional<VerdictFormat> verdict;
    private JudgeSampling sampling;
    private VotePlan plan;
    private long seed;
    private int maxSequences;
    private Overlong overlong;
    private double maxFailed;
    private Optional<RouterSpec> router;
    private final Otherwise otherwise;

    Draft(JudgeSpec spec) {
      model = spec.model;
      template = spec.template;
      verdict = spec.verdict;
      sampling = spec.sampling;
      plan = spec.plan;
      seed = spec.seed;
      maxSequences = spec.maxSequences;
      overlong = spec.overlong;
      maxFailed = spec.maxFailed;
      router = spec.router;
      otherwise = spec.otherwise;
    }

    JudgeSpec spec() {
      return new JudgeSpec(
          model,
          template,
          verdict,
          sampling,
          plan,
          seed,
          maxSequences,
          overlong,
          maxFailed,
          router,
          otherwise);
    }
  }
}
