package io.github.rrm4j.cli.train;

import io.github.rrm4j.cli.option.ConfigOption;
import io.github.rrm4j.cli.option.ExitCode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.experiments.run.RunConfig;
import io.github.rrm4j.experiments.run.Training;
import io.github.rrm4j.experiments.sweep.SweepRunner;
import io.github.rrm4j.trainer.run.Pipeline;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code ./rrm train CONFIG}. */
@Command(
    name = "train",
    description = "Runs the stages of a config: SFT, GRPO, evaluation.",
    mixinStandardHelpOptions = true)
public final class TrainCommand implements Callable<Integer> {

  @Mixin private ConfigOption option;

  @Option(names = "--output", paramLabel = "DIR", description = "The run's folder.")
  private Optional<Path> output = Optional.empty();

  @Option(names = "--resume", description = "Go on with the run that the folder holds.")
  private boolean resume;

  @Option(
      names = "--accept-changed-logs",
      description =
          "With --resume: take metrics, rollouts and evaluations as they are, though they changed since the checkpoint.")
  private boolean acceptChangedLogs;

  @Option(
      names = "--dry-run",
      description =
          "Check config, data, tokenizer, the weights' headers and memory, say what would be done, leave nothing behind. No weight is loaded.")
  private boolean dryRun;

  @Option(
      names = "--without-weights",
      description = "Let a --dry-run pass though the weights are not there yet.")
  private boolean withoutWeights;

  @Option(
      names = "--profile",
      description =
          "Say at the end where the time went, by stage and part; the report says it too.")
  private boolean profile;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (withoutWeights && !dryRun) {
      throw new InvalidInput("train: --without-weights is for --dry-run; leave it out");
    }
    if (acceptChangedLogs && !resume) {
      throw new InvalidInput("train: --accept-changed-logs is for --resume; leave it out");
    }
    SweepRunner.awaitSweep();
    RunConfig config = option.read();
    Training training = new Training(config, output.orElseGet(() -> named(config)));
    if (dryRun) {
      training.rehearse(resume, withoutWeights);
      return ExitCode.OK;
    }
    try (StopRequest stop = new StopRequest()) {
      Pipeline.End end = training.run(resume, stop::asked, acceptChangedLogs);
      if (profile) {
        training.profile().lines().forEach(System.out::println);
      }
      return end == Pipeline.End.ALARMED ? ExitCode.FAILURE : ExitCode.OK;
    }
  }

  private Path named(RunConfig config) {
    String name = option.file().getFileName().toString().replaceFirst("\\.ya?ml$", "");
    return config.plan().run().output().resolve(config.plan().run().name().orElse(name));
  }
}
