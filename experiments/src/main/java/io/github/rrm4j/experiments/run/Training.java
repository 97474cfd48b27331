package io.github.rrm4j.experiments.run;

import ai.djl.Device;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.model.Devices;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.report.Report;
import io.github.rrm4j.report.records.Profile;
import io.github.rrm4j.trainer.TrainingPlan;
import io.github.rrm4j.trainer.TrainingPlan.Engine;
import io.github.rrm4j.trainer.run.Pipeline;
import io.github.rrm4j.trainer.run.Rehearsal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/**
 * A training in a folder: a config, and where its run lies. {@code train} runs one, {@code sweep}
 * asks whether one is finished, {@code reproduce} runs several.
 *
 * @param folder of the run
 */
public record Training(RunConfig config, Path folder) {

  /**
   * The training of a config file.
   *
   * @param settings as {@code --set} takes them
   * @throws InvalidInput naming every problem of the config
   */
  public static Training of(Path file, List<String> settings, Path folder) {
    return new Training(RunConfig.of(file, settings), folder);
  }

  /** Whether the folder's newest checkpoint is the end of the last stage. */
  public boolean finished() throws IOException {
    Path state = folder.resolve("checkpoints/latest/state.json");
    if (!Files.isRegularFile(state)) {
      return false;
    }
    return Json.read(state).path("stage").asInt() >= config.plan().stages().size();
  }

  /**
   * Trains to the end, and writes the report.
   *
   * @param resume whether the folder may hold the beginning of this run
   * @param stopAsked asked between steps
   * @param acceptChangedLogs whether logs that changed since they were written are taken as they
   *     are
   * @throws InvalidInput if the folder is taken, or something that the config names cannot be used
   */
  public Pipeline.End run(boolean resume, BooleanSupplier stopAsked, boolean acceptChangedLogs)
      throws IOException {
    RunFolder run = RunFolder.open(folder, config, resume);
    try (RunTerminal terminal = new RunTerminal(run)) {
      try {
        TrainingPlan plan = run.prepared();
        List<Device> devices = devices(config);
        Pipeline.End end =
            new Pipeline(plan, run.path(), devices, terminal, stopAsked, acceptChangedLogs).run();
        Report.ofRun(run.path()).writePage(run.path().resolve("report.html"));
        terminal.line(ended(end, run.path()));
        return end;
      } catch (InvalidInput e) {
        throw terminal.gaveUp(e);
      }
    }
  }

  /** The device that trains, with its threads set. */
  public static Device device(RunConfig config) {
    return devices(config).get(0);
  }

  private static List<Device> devices(RunConfig config) {
    Engine engine = config.plan().run().engine();
    return Devices.open(engine.all(), engine.threads());
  }

  private static String ended(Pipeline.End end, Path run) {
    return switch (end) {
      case COMPLETE -> "complete: " + run + " (report.html, checkpoints/latest)";
      case STOPPED -> "stopped and saved: go on with --resume";
      case OVEROPTIMIZED ->
          "saved and ended at the turning point (policy.stop_on_overoptimization); checkpoint.keep_best keeps the best by gold, --resume goes on";
      case ALARMED -> "saved and ended by an alarm (watch.on_alarm: stop); --resume goes on";
    };
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
    RunFolder run = RunFolder.open(folder, config, resume);
    try (RunTerminal terminal = new RunTerminal(run)) {
      try {
        TrainingPlan plan = run.prepared();
        device(config); // an engine that cannot be opened is told now
        ModelConfig model = new Rehearsal(plan, run.path(), terminal::line).run(withoutWeights);
        if (!plan.run().atService()) {
          new MemoryReport(model, config).lines(OptionalLong.empty()).forEach(terminal::line);
        }
        if (run.fresh()) {
          run.delete();
        }
      } catch (InvalidInput e) {
        throw terminal.gaveUp(e);
      }
    }
  }
}
