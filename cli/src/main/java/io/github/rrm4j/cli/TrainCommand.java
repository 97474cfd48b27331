package io.github.rrm4j.cli;

import ai.djl.Device;
import io.github.rrm4j.cli.config.ConfigTree;
import io.github.rrm4j.cli.output.Progress;
import io.github.rrm4j.cli.output.RunLog;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.evaluation.report.Report;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.trainer.Pipeline;
import io.github.rrm4j.trainer.Rehearsal;
import io.github.rrm4j.trainer.TrainingPlan;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ./rrm train CONFIG}. */
@Command(
    name = "train",
    description = "Runs the stages of a config: SFT, GRPO, evaluation.",
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {

  @Parameters(paramLabel = "CONFIG", description = "A YAML file; see configs/.")
  private Path file;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Set a key of the config; may be repeated.")
  private List<String> settings = List.of();

  @Option(names = "--output", paramLabel = "DIR", description = "The run's folder.")
  private Optional<Path> output = Optional.empty();

  @Option(names = "--resume", description = "Go on with the run that the folder holds.")
  private boolean resume;

  @Option(
      names = "--dry-run",
      description =
          "Check config, data, tokenizer, the weights' headers and memory, say what would be done, leave nothing behind. No weight is loaded.")
  private boolean dryRun;

  @Option(
      names = "--without-weights",
      description = "Let a --dry-run pass though the weights are not there yet.")
  private boolean withoutWeights;

  @Override
  public Integer call() throws IOException {
    if (withoutWeights && !dryRun) {
      throw new InvalidInput("train: --without-weights is for --dry-run; leave it out");
    }
    RunConfig config = RunConfig.of(ConfigTree.load(RunConfig.base(), file, settings));
    RunFolder folder = RunFolder.open(output.orElseGet(() -> named(config)), config, resume);
    StopRequest stop = new StopRequest();
    try (stop;
        RunLog log = RunLog.open(folder.path().resolve("run.log"));
        Progress progress = Progress.onStandardError(Duration.ofSeconds(5))) {
      TerminalObserver observer = new TerminalObserver(progress);
      try {
        return train(folder, observer, stop);
      } catch (InvalidInput e) {
        observer.failed(e.getMessage());
        if (folder.fresh() && !observer.begun()) {
          folder.delete();
        }
        throw e;
      }
    }
  }

  private int train(RunFolder folder, TerminalObserver observer, StopRequest stop)
      throws IOException {
    TrainingPlan plan = folder.plan();
    Device device = Devices.open(folder.config().device(), folder.config().threads());
    if (dryRun) {
      ModelConfig model = new Rehearsal(plan, folder.path(), observer::line).run(withoutWeights);
      new MemoryReport(model, folder.config()).lines(OptionalLong.empty()).forEach(observer::line);
      if (folder.fresh()) {
        folder.delete();
      }
      return Main.OK;
    }
    Pipeline pipeline = new Pipeline(plan, folder.path(), device, observer, stop::asked);
    Pipeline.End end = pipeline.run();
    Report.ofRun(folder.path()).writePage(folder.path().resolve("report.html"));
    observer.line(
        switch (end) {
          case COMPLETE -> "complete: " + folder.path() + " (report.html, checkpoints/latest)";
          case STOPPED -> "stopped and saved: go on with --resume";
          case ALARMED -> "saved and ended by an alarm (watch.on_alarm: stop); --resume goes on";
        });
    return end == Pipeline.End.ALARMED ? Main.FAILURE : Main.OK;
  }

  private Path named(RunConfig config) {
    String fileName = file.getFileName().toString();
    return config.output().resolve(config.name().orElse(fileName.replaceFirst("\\.ya?ml$", "")));
  }
}
