package io.github.rrm4j.model;

import io.github.rrm4j.checkpoints.Checkpoint;
import io.github.rrm4j.checkpoints.CheckpointStore;
import io.github.rrm4j.checkpoints.Retention;
import io.github.rrm4j.contracts.DiskError;
import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model that a command was pointed at: the folder of a run, of one of its checkpoints, or any
 * other model folder.
 *
 * @param folder the model folder
 * @param run the run that it belongs to
 * @param step of the run, 0 where there is none
 */
public record ModelPlace(Path folder, Optional<Path> run, long step) {

  private static final Logger LOG = LoggerFactory.getLogger(ModelPlace.class);
  private static final String CONFIG = "config.yaml";
  private static final String CHECKPOINTS = "checkpoints";

  /**
   * The model folder that a path means, of which nothing is verified: of a run {@code
   * checkpoints/latest}, which is told; else the path itself.
   *
   * @throws InvalidInput if a run has no checkpoint
   */
  public static Path folder(Path given) {
    if (!isRun(given)) {
      return given;
    }
    Path latest = given.resolve(CHECKPOINTS).resolve(CheckpointStore.LATEST);
    if (!Files.isDirectory(latest)) {
      return newest(given).folder(); // a copy that has no links
    }
    told(given, latest);
    return latest;
  }

  /**
   * A model whose files are those that were saved.
   *
   * @throws InvalidInput if a run has no intact checkpoint, or a checkpoint is damaged
   */
  public static ModelPlace of(Path given) {
    if (isRun(given)) {
      Checkpoint newest = newest(given);
      return new ModelPlace(newest.folder(), Optional.of(given), newest.step());
    }
    if (Files.isRegularFile(given.resolve("manifest.json"))) {
      Checkpoint checkpoint = CheckpointStore.verify(given);
      return new ModelPlace(given, run(given), checkpoint.step());
    }
    return new ModelPlace(given, Optional.empty(), 0);
  }

  private static boolean isRun(Path given) {
    return Files.isRegularFile(given.resolve(CONFIG))
        && !Files.exists(given.resolve("config.json"));
  }

  private static Checkpoint newest(Path run) {
    CheckpointStore store = new CheckpointStore(run.resolve(CHECKPOINTS), new Retention(1, 0, 0));
    List<String> damages = new ArrayList<>();
    Optional<Checkpoint> newest = store.newestIntact(damages::add);
    if (newest.isEmpty()) {
      throw InvalidInput.of(
          "%s: is a run that has no %scheckpoint, must have one to be used as a model; go on with it (--resume) or name another model",
          run, damages.isEmpty() ? "" : "intact ");
    }
    Notices.say(run, damages);
    told(run, newest.get().folder());
    return newest.get();
  }

  private static void told(Path run, Path used) {
    String step = used.getFileName().toString();
    if (step.equals(CheckpointStore.LATEST)) {
      try {
        step = step + " (" + used.toRealPath().getFileName() + ")";
      } catch (IOException e) {
        throw DiskError.unreadable(used, e);
      }
    }
    String line = "is a run, its " + CHECKPOINTS + "/" + step + " is used";
    if (Notices.isNew(run, line)) {
      LOG.info("{}: {}", run, line);
    }
  }

  private static Optional<Path> run(Path checkpoint) {
    try {
      Path store = checkpoint.toRealPath().getParent();
      return Optional.ofNullable(store.getParent())
          .filter(run -> store.endsWith(CHECKPOINTS) && Files.isRegularFile(run.resolve(CONFIG)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
