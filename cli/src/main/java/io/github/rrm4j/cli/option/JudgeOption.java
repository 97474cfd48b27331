package io.github.rrm4j.cli.option;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.judging.JudgeSpec;
import io.github.rrm4j.remote.chat.ChatSettings.Api;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options by which a command opens and asks a judge: a model folder, or one behind an API. */
public final class JudgeOption {

  @Mixin private ModelOption model;

  @Option(
      names = "--judge",
      paramLabel = "API",
      description =
          "A judge behind an API that speaks text: openai (chat completions) or anthropic (messages); --model is then its name there.")
  private Optional<Api> api = Optional.empty();

  @Mixin private ApiOption calls;

  @Mixin private JudgingOption judging;

  /**
   * The judge.
   *
   * @throws InvalidInput if options do not go together or a number is out of its range
   */
  public JudgeSpec spec() {
    if (api.isPresent()) {
      return judging.spec(model.spec(calls, api.get()));
    }
    calls.checkNone();
    return judging.spec(model.spec());
  }

  /** The same as a scalar reward model; see {@link JudgingOption#checkScalar}. */
  public void checkScalar() {
    if (api.isPresent()) {
      throw new InvalidInput(
          "--judge is given, must be left out with --judge-type scalar, which is a model folder");
    }
    judging.checkScalar();
  }
}
