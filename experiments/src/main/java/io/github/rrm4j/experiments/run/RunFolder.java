package io.github.rrm4j.experiments.run;

import io.github.rrm4j.checkpoints.CheckpointStore;
import io.github.rrm4j.checkpoints.Retention;
import io.github.rrm4j.config.ConfigDiff;
import io.github.rrm4j.config.ConfigTree;
import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.trainer.TrainingPlan;
import io.github.rrm4j.trainer.TrainingPlan.StageKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * The folder of a run: who may write into it, and the files that stand in it before the first step.
 *
 * @param fresh whether this process made it
 */
public record RunFolder(Path path, RunConfig config, boolean fresh) {

  private static final String CONFIG = "config.yaml";

  /**
   * Makes the folder of a new run, or takes up one that is there.
   *
   * @param resume whether an existing run may be gone on with
   * @throws InvalidInput if the folder holds a run and {@code resume} is not set, holds a run of
   *     another config, or holds something else
   */
  public static RunFolder open(Path path, RunConfig config, boolean resume) throws IOException {
    Path saved = path.resolve(CONFIG);
    if (Files.isRegularFile(saved)) {
      if (!resume) {
        List<Long> steps = steps(path);
        throw InvalidInput.of(
            "%s already holds a run (%s); add --resume or choose another --output",
            path,
            steps.isEmpty()
                ? "no checkpoint yet"
                : "last checkpoint at step " + steps.get(steps.size() - 1));
      }
      ConfigTree.load(RunConfig.base(), saved, List.of()).reader().finish(); // of another version
      List<String> differences = ConfigDiff.between(Files.readString(saved), config.resolved());
      if (!differences.isEmpty()) {
        throw InvalidInput.of(
            "%s: a resumed run keeps its config, but these keys differ: %s; undo them, or start a new run from model.path: %s",
            saved, String.join(", ", differences), path.resolve("checkpoints/latest"));
      }
      return new RunFolder(path, config, false);
    }
    if (Files.exists(path) && !AtomicFiles.nothingIn(path)) {
      throw new InvalidInput(
          path + ": exists and is not the folder of a run; choose another --output");
    }
    Files.createDirectories(path);
    AtomicFiles.write(saved, config.resolved());
    return new RunFolder(path, config, true);
  }

  private static List<Long> steps(Path path) {
    Path checkpoints = path.resolve("checkpoints");
    return Files.isDirectory(checkpoints)
        ? new CheckpointStore(checkpoints, new Retention(1, 0, 0)).steps()
        : List.of();
  }

  /**
   * Takes the folder away again, when a new run could not begin; the config goes last, so that what
   * a kill leaves is still a run.
   */
  void delete() throws IOException {
    Path saved = path.resolve(CONFIG);
    try (Stream<Path> entries = Files.walk(path)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        if (!entry.equals(saved) && !entry.equals(path)) {
          Files.delete(entry);
        }
      }
    }
    Files.delete(saved);
    Files.delete(path);
  }

  /**
   * The plan of the run, with everything that it names on disk in its place: the miniature's files
   * are written, the folder of a policy's judge is looked into.
   *
   * @throws InvalidInput if the judge's folder is not there
   */
  public TrainingPlan prepared() throws IOException {
    TrainingPlan plan = config.plan();
    config.miniature().write(plan, path);
    TrainingPlan here = MiniatureFiles.replaced(plan, path);
    boolean policy = plan.stages().contains(StageKind.POLICY);
    return here.with(here.model(), here.data(), config.policy().settings(policy));
  }
}
