package io.github.rrm4j.experiments.run;

import ai.djl.Device;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rrm4j.config.ConfigTree;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.experiments.output.Progress;
import io.github.rrm4j.experiments.output.RunLog;
import io.github.rrm4j.model.Devices;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.report.Report;
import io.github.rrm4j.report.records.Profile;
import io.github.rrm4j.trainer.Pipeline;
import io.github.rrm4j.trainer.Rehearsal;
import io.github.rrm4j.trainer.TrainingPlan;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * A training in a folder: a config, and where its run lies. {@code train} runs one, {@code sweep}
 * asks whether one is finished, {@code reproduce} runs several.
 */
public final class Training {

  private final RunConfig config;
  private final Path folder;

  /**
   * @param folder of the run
   */
  public Training(RunConfig config, Path folder) {
    this.config = config;
    this.folder = folder;
  }

  /**
   * The training of a config file.
   *
   * @param settings as {@code --set} takes them
   * @throws InvalidInput naming every problem of the config
   */
  public static Training of(Path file, List<String> settings, Path folder) {
    return new Training(config(file, settings), folder);
  }

  public static RunConfig config(Path file, List<String> settings) {
    return RunConfig.of(ConfigTree.load(RunConfig.base(), file, settings));
  }

  /** The config with every key. */
  public String resolved() {
    return config.resolved();
  }

  /** Whether the folder's newest checkpoint is the end of the last stage. */
  public boolean finished() throws IOException {
    Path state = folder.resolve("checkpoints/latest/state.json");
    if (!Files.isRegularFile(state)) {
      return false;
    }
    JsonNode json = new ObjectMapper().readTree(state.toFile());
    return json.path("stage").asInt() >= config.stages().size();
  }

  /**
   * Trains to the end, and writes the report.
   *
   * @param resume whether the folder may hold the beginning of this run
   * @param stopAsked asked between steps
   * @throws InvalidInput if the folder is taken, or something that the config names cannot be used
   */
  public Pipeline.End run(boolean resume, BooleanSupplier stopAsked) throws IOException {
    return in(
        RunFolder.open(folder, config, resume),
        (run, observer) -> {
          TrainingPlan plan = run.plan();
          Device device = Devices.open(config.device(), config.threads());
          Pipeline.End end = new Pipeline(plan, run.path(), device, observer, stopAsked).run();
          Report.ofRun(run.path()).writePage(run.path().resolve("report.html"));
          observer.line(
              switch (end) {
                case COMPLETE -> "complete: " + run.path() + " (report.html, checkpoints/latest)";
                case STOPPED -> "stopped and saved: go on with --resume";
                case TURNED ->
                    "saved and ended at the turning point (policy.stop_at_turning_point); checkpoint.keep_best keeps the best by gold, --resume goes on";
                case ALARMED ->
                    "saved and ended by an alarm (watch.on_alarm: stop); --resume goes on";
              });
          return end;
        });
  }

  /** Where the time of the run went. */
  public Profile profile() throws IOException {
    return Profile.of(folder);
  }

  /**
   * Checks everything short of a step, and says what would be done; a new folder is taken away.
   *
   * @param withoutWeights whether the weights may be missing
   */
  public void rehearse(boolean resume, boolean withoutWeights) throws IOException {
    in(
        RunFolder.open(folder, config, resume),
        (run, observer) -> {
          TrainingPlan plan = run.plan();
          Devices.open(config.device(), config.threads());
          ModelConfig model = new Rehearsal(plan, run.path(), observer::line).run(withoutWeights);
          new MemoryReport(model, config).lines(OptionalLong.empty()).forEach(observer::line);
          if (run.fresh()) {
            run.delete();
          }
          return true;
        });
  }

  /** What is done in a run's folder. */
  private interface Work<T> {
    T in(RunFolder run, TerminalObserver observer) throws IOException;
  }

  private static <T> T in(RunFolder run, Work<T> work) throws IOException {
    try (RunLog log = RunLog.open(run.path().resolve("run.log"));
        Progress progress = Progress.onStandardError(Duration.ofSeconds(5))) {
      TerminalObserver observer = new TerminalObserver(progress);
      try {
        return work.in(run, observer);
      } catch (InvalidInput e) {
        observer.failed(e.getMessage());
        if (run.fresh() && !observer.begun()) {
          run.delete();
        }
        throw e;
      }
    }
  }
}
