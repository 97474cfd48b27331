package io.github.rrm4j.model;

import io.github.rrm4j.checkpoints.Checkpoint;
import io.github.rrm4j.checkpoints.CheckpointStore;
import io.github.rrm4j.checkpoints.Retention;
import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A model that a command was pointed at: the folder of a run, of one of its checkpoints, or any
 * other model folder.
 *
 * @param folder the model folder
 * @param run the run that it belongs to
 * @param step of the run, 0 where there is none
 */
public record ModelPlace(Path folder, Optional<Path> run, long step) {

  private static final String CONFIG = "config.yaml";
  private static final String CHECKPOINTS = "checkpoints";

  /**
   * @throws InvalidInput if a run has no intact checkpoint, or a checkpoint is damaged
   */
  public static ModelPlace of(Path given) {
    if (Files.isRegularFile(given.resolve(CONFIG)) && !Files.exists(given.resolve("config.json"))) {
      Checkpoint newest =
          new CheckpointStore(given.resolve(CHECKPOINTS), new Retention(1, 0, 0))
              .newestIntact(System.err::println)
              .orElseThrow(
                  () ->
                      new InvalidInput(
                          given + ": the run has no intact checkpoint; go on with --resume"));
      return new ModelPlace(newest.folder(), Optional.of(given), newest.step());
    }
    if (Files.isRegularFile(given.resolve("manifest.json"))) {
      Checkpoint checkpoint = CheckpointStore.verify(given);
      return new ModelPlace(given, run(given), checkpoint.step());
    }
    return new ModelPlace(given, Optional.empty(), 0);
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
