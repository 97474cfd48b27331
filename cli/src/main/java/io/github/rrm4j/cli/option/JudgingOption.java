package io.github.rrm4j.cli.option;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.judging.JudgeSampling;
import io.github.rrm4j.judging.JudgeSpec;
import io.github.rrm4j.judging.ModelSpec;
import io.github.rrm4j.judging.Overlong;
import io.github.rrm4j.rewards.VerdictFormat;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options by which a command asks a judge. */
public final class JudgingOption {

  /** Calls of an API that are asked together, by calls in flight. */
  private static final int CALLS = 4;

  @Option(
      names = "--template",
      paramLabel = "NAME|FILE",
      description =
          "rrm, compact, direct, rrm-confidence, compact-confidence, brackets, judgelm,"
              + " deepseek-grm, rm-r1, j1 or a template file; default: the model's own"
              + " (judge.json), else ${bundle:judge.otherwise.template}.")
  private Optional<String> template = Optional.empty();

  @Option(
      names = "--verdict",
      paramLabel = "FORMAT",
      description =
          "How the verdict is written: boxed, brackets, answer_tag, scores, ranking, json:FIELD; default:"
              + " what the template says, else boxed.")
  private Optional<String> verdict = Optional.empty();

  @Option(
      names = "--temperature",
      paramLabel = "T",
      description =
          "Sampling temperature, 0 is greedy; default: the model's own, else"
              + " ${bundle:judge.otherwise.temperature}.")
  private Optional<Double> temperature = Optional.empty();

  @Option(
      names = "--max-new-tokens",
      paramLabel = "N",
      description =
          "Longest judgement in tokens; default: the model's own, else"
              + " ${bundle:judge.otherwise.max_new_tokens}, at most half of its positions.")
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
      defaultValue = "${bundle:judge.verdict_tokens}",
      description = "Most tokens after a forced end of thinking; default: ${DEFAULT-VALUE}.")
  private int verdictTokens;

  @Option(
      names = "--max-num-seqs",
      paramLabel = "N",
      defaultValue = "${bundle:judge.max_num_seqs}",
      description = "Most judgements generated together; default: ${DEFAULT-VALUE}.")
  private int maxSequences;

  @Option(
      names = "--overlong",
      paramLabel = "RULE",
      defaultValue = "${bundle:judge.overlong}",
      description =
          "What happens to a pair whose prompt is too long for the model: fail; count it as"
              + " unreadable; shorten its responses; default: ${DEFAULT-VALUE}.")
  private Overlong overlong;

  @Option(
      names = "--max-failed",
      paramLabel = "SHARE",
      defaultValue = "${bundle:judge.max_failed}",
      description =
          "Largest share of the judgements that may stay away where servers or an API generate;"
              + " default: ${DEFAULT-VALUE}.")
  private double maxFailed;

  /**
   * The judge that a model is.
   *
   * @throws InvalidInput if a number is out of its range
   */
  public JudgeSpec spec(ModelSpec model) {
    InvalidInput.checkLeast("--max-num-seqs", maxSequences, 1);
    if (!(maxFailed >= 0 && maxFailed <= 1)) {
      throw new InvalidInput("--max-failed is " + maxFailed + ", must be in [0, 1]");
    }
    JudgeSpec plain =
        JudgeSpec.defaults()
            .model(model)
            .seed(draws.seed())
            .maxFailed(maxFailed)
            .maxSequences(together(model))
            .overlong(overlong);
    JudgeSpec worded = template.map(plain::template).orElse(plain);
    JudgeSpec judge =
        verdict.map(name -> worded.verdict(VerdictFormat.named("--verdict", name))).orElse(worded);
    return judge.sampling(
        new JudgeSampling(
            temperature.map(OptionalDouble::of).orElse(OptionalDouble.empty()),
            maxNewTokens.map(OptionalInt::of).orElse(OptionalInt.empty()),
            draws.candidates(),
            draws.stopping(),
            thinkingBudget.map(OptionalInt::of).orElse(OptionalInt.empty()),
            verdictTokens));
  }

  /** Of an API less, unless it is said: what is asked together is kept together. */
  private int together(ModelSpec model) {
    int usual = JudgeSpec.defaults().maxSequences();
    return model.api().isPresent() && maxSequences == usual
        ? Math.min(usual, CALLS * model.api().get().chat().calling().concurrency())
        : maxSequences;
  }

  /**
   * Checks that nothing is given that a scalar reward model has no use for.
   *
   * @throws InvalidInput if something is
   */
  public void checkScalar() {
    Map<String, Optional<?>> words =
        Map.of(
            "--template", template,
            "--verdict", verdict,
            "--temperature", temperature,
            "--max-new-tokens", maxNewTokens,
            "--thinking-budget", thinkingBudget);
    words.forEach(
        (option, value) -> {
          if (value.isPresent()) {
            throw new InvalidInput(
                option
                    + " is given, must be left out with --judge-type scalar, which has no words and"
                    + " draws nothing");
          }
        });
  }
}
