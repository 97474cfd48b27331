package io.github.rrm4j.trainer.replay;

import ai.djl.Device;
import io.github.rrm4j.checkpoints.Checkpoint;
import io.github.rrm4j.checkpoints.CheckpointStore;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.trainer.TrainingPlan;
import io.github.rrm4j.trainer.run.Observer;
import io.github.rrm4j.trainer.run.Pipeline;
import io.github.rrm4j.trainer.stage.RunState;
import io.github.rrm4j.trainer.stage.RunState.LogMark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Takes steps of a run again, from its checkpoints, and compares them with what was logged.
 *
 * @param run the run's folder, which is only read
 */
public record Replay(TrainingPlan plan, Path run, Device device) {

  /**
   * @param report gets a line for each checkpoint
   * @return whether every checkpoint is intact and every repeated step has the bytes of the first
   */
  public boolean verify(Consumer<String> report) throws IOException {
    CheckpointStore store =
        new CheckpointStore(run.resolve("checkpoints"), plan.run().checkpoint().retention());
    boolean all = !store.steps().isEmpty();
    if (!all) {
      report.accept(run + ": has no checkpoint");
    }
    for (long step : store.steps()) {
      Path folder = run.resolve("checkpoints").resolve(Text.format("step-%06d", step));
      try {
        all &= verify(CheckpointStore.verify(folder), report);
      } catch (InvalidInput e) {
        report.accept(e.getMessage());
        all = false;
      }
    }
    return all;
  }

  private boolean verify(Checkpoint checkpoint, Consumer<String> report) throws IOException {
    Optional<String> logged = line(run, checkpoint.step() + 1);
    boolean intact = true;
    for (Map.Entry<String, LogMark> log : RunState.read(checkpoint.folder()).logs().entrySet()) {
      Optional<String> problem = log.getValue().problem(run.resolve(log.getKey()));
      problem.ifPresent(report);
      intact &= problem.isEmpty();
    }
    String name = checkpoint.folder().getFileName() + ": digests match";
    if (logged.isEmpty()) {
      report.accept(name + "; no step follows it");
      return intact;
    }
    try (Scratch scratch = Scratch.of(run)) {
      Path again = scratch.folder();
      Scratch.copy(
          checkpoint.folder(),
          again.resolve("checkpoints").resolve(checkpoint.folder().getFileName()));
      Scratch.copy(run, again); // the logs, which are then cut back to the checkpoint's lengths
      new Pipeline(plan, again, List.of(device), Silent.INSTANCE, () -> true, true).run();
      boolean same = line(again, checkpoint.step() + 1).equals(logged);
      report.accept(
          Text.format(
              "%s; step %d taken again %s",
              name,
              checkpoint.step() + 1,
              same ? "gives the same metrics, byte for byte" : "gives OTHER metrics"));
      return same && intact;
    }
  }

  /** The line of a step in metrics.jsonl. */
  static Optional<String> line(Path run, long step) throws IOException {
    Path file = run.resolve("metrics.jsonl");
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines.filter(line -> line.startsWith("{\"step\":" + step + ",")).findFirst();
    }
  }

  /** Nobody watches a repetition. */
  private enum Silent implements Observer {
    INSTANCE;

    @Override
    public void stage(String name, long done, long total) {}

    @Override
    public void step(long done, long total, String summary) {}

    @Override
    public void line(String text) {}
  }
}
