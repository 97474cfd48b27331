package io.github.rrm4j.cli.evaluate;

import io.github.rrm4j.cli.option.Columns;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.evaluation.benchmark.record.JudgementLog;
import io.github.rrm4j.evaluation.confidence.ConfidenceFit;
import io.github.rrm4j.judging.JudgeCalibration;
import io.github.rrm4j.judging.ModelSpec;
import io.github.rrm4j.rewards.SplitRule;
import io.github.rrm4j.rewards.SplitVotes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code ./rrm calibrate --model DIR --judgements RESULTS}. */
@Command(
    name = "calibrate",
    description = {
      "Fits how often a judge is right where it is so and so confident, on pairs whose better"
          + " response is known.",
      "What it writes beside judge.json, judge and serve use: they tell the calibrated confidence"
          + " beside the raw one (docs/confidence.md)."
    },
    mixinStandardHelpOptions = true)
public final class CalibrateCommand implements Callable<Integer> {

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "The judge: a run (its newest checkpoint), a checkpoint or a model folder.")
  private Path model;

  @Option(
      names = "--judgements",
      required = true,
      paramLabel = "RESULTS",
      description =
          "A folder of evaluate --output, or its judgements.jsonl: verdicts with gold, of pairs"
              + " that no training has seen.")
  private Path judgements;

  @Option(
      names = "--method",
      defaultValue = "temperature",
      paramLabel = "temperature|isotonic",
      description =
          "temperature: one number; isotonic: rising steps, for a thousand pairs or more; default:"
              + " ${DEFAULT-VALUE}.")
  private ConfidenceFit.Method method;

  @Option(
      names = "--seed",
      defaultValue = "1",
      description = "Seed of the halves and the bootstrap; default: ${DEFAULT-VALUE}.")
  private long seed;

  @Override
  public Integer call() throws IOException {
    Verdicts verdicts = new Verdicts(SplitRule.of(SplitVotes.COIN, seed));
    JudgementLog.read(JudgementLog.fileOf(judgements), verdicts);
    Path folder = ModelSpec.of(model).settingsFolder();
    ConfidenceFit fit = new ConfidenceFit(verdicts, method, Key.of(seed, "calibrate"));
    JudgeCalibration fitted = fit.fit();
    System.out.println("Each half of the pairs calibrated by the other half:");
    System.out.print(fit.gains().table().text(Columns.of(Integer.MAX_VALUE)));
    fitted.write(folder);
    System.out.println(folder.resolve(JudgeCalibration.FILE) + ": fitted on all of them");
    return ExitCode.OK;
  }
}
