package io.github.rrm4j.cli.option;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.judging.JudgeSettings;
import io.github.rrm4j.judging.JudgeTemplate;
import io.github.rrm4j.judging.scalar.ScalarJudge;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options by which a command opens a trained judge. */
public final class JudgeOption {

  @Mixin private ModelOption model;

  @Option(
      names = "--template",
      paramLabel = "NAME|FILE",
      description = "Judge template; default: the model's own (judge.json), else rrm.")
  private Optional<String> template = Optional.empty();

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description = "Sampling temperature, 0 is greedy; default: the model's own, else 0.6.")
  private Optional<Double> temperature = Optional.empty();

  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      description = "Longest judgement in tokens; default: the model's own, else 8192.")
  private Optional<Integer> maxNewTokens = Optional.empty();

  @Mixin private DrawOption draws;

  @Option(
      names = "--thinking-budget",
      paramLabel = "B",
      description = "End the thinking by force after B tokens; default: never.")
  private Optional<Integer> thinkingBudget = Optional.empty();

  @Option(
      names = "--verdict-tokens",
      paramLabel = "N",
      defaultValue = "100",
      description = "Most tokens after a forced end of thinking; default: ${DEFAULT-VALUE}.")
  private int verdictTokens;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of the sampling; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Option(
      names = "--rows",
      defaultValue = "512",
      description = "Most judgements generated together; default: ${DEFAULT-VALUE}.")
  private int rows;

  /** A judge that is open, with what it needs to generate. */
  public record Opened(
      ModelOption.Opened model, Judge judge, RolloutEngine engine, Sampling sampling)
      implements AutoCloseable {

    /** The model's folder. */
    public ModelFolder folder() {
      return model.folder();
    }

    @Override
    public void close() {
      model.close();
    }
  }

  /** Takes the model of a folder that a command names in words of its own. */
  public void at(Path named) {
    model.at(named);
  }

  /** Another model, of the same type and on the same device. */
  public ModelOption.Opened open(Path other) {
    return model.open(other);
  }

  /** Opens the model that the options name; whoever calls closes it. */
  public Opened open() {
    if (rows < 1) {
      throw new InvalidInput("--rows is " + rows + ", must be at least 1");
    }
    Optional<JudgeSettings> own = JudgeSettings.read(model.settingsFolder());
    Sampling sampling =
        draws.of(
            new Sampling(
                temperature.orElseGet(() -> own.map(s -> s.sampling().temperature()).orElse(0.6)),
                maxNewTokens.orElseGet(
                    () -> own.map(s -> s.sampling().maxNewTokens()).orElse(8192))));
    JudgeTemplate words =
        template
            .map(JudgeTemplate::named)
            .or(() -> own.map(JudgeSettings::template))
            .orElseGet(() -> JudgeTemplate.named("rrm"));
    boolean thinking = words.thinks() && own.map(JudgeSettings::thinking).orElse(true);
    JudgeSettings settings = new JudgeSettings(words, thinking, sampling);
    ModelOption.Opened opened = model.open();
    ModelFolder folder = opened.folder();
    Judge judge = new Judge(settings, folder.chat(), folder.tokenizer());
    return new Opened(
        opened,
        judge,
        new RolloutEngine(folder.model(), folder.tokenizer()::isEnd, rows, opened.manager()),
        thinkingBudget
            .map(tokens -> sampling.within(judge.thinkingBudget(tokens, verdictTokens)))
            .orElse(sampling));
  }

  /**
   * Opens the model as a scalar reward model; whoever calls closes it.
   *
   * @throws InvalidInput if it is none, or an option is given that such a model has no use for
   */
  public ModelOption.OpenedScalar openScalar() {
    for (Map.Entry<String, Optional<?>> option :
        Map.<String, Optional<?>>of(
                "--template", template,
                "--temperature", temperature,
                "--max-new-tokens", maxNewTokens,
                "--thinking-budget", thinkingBudget)
            .entrySet()) {
      if (option.getValue().isPresent()) {
        throw new InvalidInput(
            option.getKey()
                + " is given, must be left out with --judge scalar, which has no words and draws nothing");
      }
    }
    return model.openScalar(ScalarJudge.USUAL_TOKENS);
  }

  /** What decides the scores of {@link #openScalar}. */
  public ObjectNode describedScalar() {
    return Json.object()
        .put("judge", "scalar")
        .put("model", model.described())
        .put("seed", seed)
        .put("rows", rows);
  }

  /** Most tokens after a forced end of thinking. */
  public int verdictTokens() {
    return verdictTokens;
  }

  /** Seed of everything that is drawn. */
  public long seed() {
    return seed;
  }

  /** What was given that decides the judgements, before a judge is open. */
  public ObjectNode given(ObjectNode into) {
    draws.describe(into);
    template.ifPresent(given -> into.put("template", given));
    temperature.ifPresent(given -> into.put("temperature", given));
    maxNewTokens.ifPresent(given -> into.put("max_new_tokens", given));
    thinkingBudget.ifPresent(given -> into.put("thinking_budget", given));
    return into.put("verdict_tokens", verdictTokens).put("seed", seed).put("rows", rows);
  }

  /** What decides the judgements, for a file that a resumed run compares. */
  public ObjectNode described(Opened opened) {
    ObjectNode described = Json.object();
    draws.describe(described);
    return described
        .put("model", model.described())
        .put("template", opened.judge().templateText())
        .put("temperature", opened.sampling().temperature())
        .put("max_new_tokens", opened.sampling().maxNewTokens())
        .put("thinking_budget", thinkingBudget.orElse(0))
        .put("verdict_tokens", verdictTokens)
        .put("seed", seed)
        .put("rows", rows);
  }

  /** Most judgements that are generated together. */
  public int rows() {
    return rows;
  }
}
