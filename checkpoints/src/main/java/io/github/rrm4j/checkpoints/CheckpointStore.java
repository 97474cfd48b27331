package io.github.rrm4j.checkpoints;

import io.github.rrm4j.contracts.DiskError;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The checkpoints of one run, safe against a kill at any moment.
 *
 * <pre>
 * checkpoints/step-000100/          whole: its manifest was written and synced before it got this name
 * checkpoints/step-000120/
 * checkpoints/latest                -&gt; step-000120, moved after the folder is on the disk
 * checkpoints/.tmp-step-000130-new  being written, or left by a kill; the next save removes it
 * checkpoints/.tmp-step-000090-old  being deleted
 * checkpoints/.replaced-step-000120 whole, set aside for a moment while its step is saved again
 * </pre>
 *
 * <p>One process saves; others may read meanwhile, because reading changes nothing.
 */
public final class CheckpointStore {

  /** The link to the checkpoint that was saved last. */
  public static final String LATEST = "latest";

  private final StoreLayout layout;
  private final Retention retention;
  private final Disk disk;

  /**
   * @param folder for example {@code runs/x/checkpoints}; created by the first save
   */
  public CheckpointStore(Path folder, Retention retention) {
    this(folder, retention, new Disk.Local());
  }

  CheckpointStore(Path folder, Retention retention, Disk disk) {
    this.layout = new StoreLayout(folder);
    this.retention = retention;
    this.disk = disk;
  }

  /**
   * Saves a checkpoint, moves {@code latest} to it and removes what the retention lets go.
   *
   * <p>A step that is there already is left alone if it is intact and the same, and is replaced
   * otherwise.
   *
   * @param step of the run, at least 0
   * @param score higher is better; finite
   * @return the folder of the checkpoint
   * @throws CheckpointNotSaved if the disk refuses; earlier checkpoints and {@code latest} stand
   * @throws IllegalArgumentException if the step is negative or the score not finite
   */
  public Path save(long step, OptionalDouble score, ContentWriter content) {
    if (step < 0 || !Double.isFinite(score.orElse(0))) {
      throw new IllegalArgumentException("step " + step + " with score " + score);
    }
    Path target = layout.place(step);
    Path draft = layout.temporary(target, "new");
    boolean published = false;
    try {
      createFolder();
      removeLeftovers();
      disk.createFolder(draft);
      content.writeInto(draft);
      publish(seal(draft, step, score), draft, target);
      published = true;
      pointLatestTo(target);
      prune(step);
      return target;
    } catch (IOException e) {
      throw notSaved(target, published, e);
    } catch (UncheckedIOException e) {
      throw notSaved(target, published, e.getCause());
    } catch (RuntimeException | Error e) {
      tidyUpAfter(e);
      throw e;
    }
  }

  private void createFolder() throws IOException {
    Path folder = layout.folder().toAbsolutePath();
    if (!Files.isDirectory(folder)) {
      disk.createFolder(folder);
      disk.sync(folder.getParent());
    }
  }

  /** Writes the manifest and waits until every byte of the draft is on the disk. */
  private Manifest seal(Path draft, long step, OptionalDouble score) throws IOException {
    Manifest manifest = Manifest.describe(draft, step, score);
    disk.create(draft.resolve(Manifest.NAME), manifest.bytes());
    for (Path path : Manifest.below(draft)) {
      disk.sync(path);
    }
    return manifest;
  }

  /** Gives the draft its good name: the moment from which the checkpoint exists. */
  private void publish(Manifest manifest, Path draft, Path target) throws IOException {
    if (!StoreLayout.exists(target)) {
      disk.move(draft, target);
      disk.sync(layout.folder());
    } else if (isIntact(target, manifest)) {
      deleteTree(draft);
    } else {
      Path replaced = layout.replaced(target);
      disk.move(target, replaced);
      disk.move(draft, target);
      disk.sync(layout.folder());
      discard(replaced);
    }
  }

  private static boolean isIntact(Path target, Manifest manifest) {
    try {
      Manifest present = Manifest.read(target);
      present.verify(target);
      return present.equals(manifest);
    } catch (DamagedCheckpoint e) {
      return false;
    }
  }

  private void pointLatestTo(Path target) throws IOException {
    Path link = layout.folder().resolve(StoreLayout.TEMPORARY + LATEST);
    disk.link(link, target.getFileName());
    disk.move(link, layout.folder().resolve(LATEST));
    disk.sync(layout.folder());
  }

  /**
   * A checkpoint with an unreadable manifest takes no place in the retention and is not touched.
   */
  private void prune(long saved) throws IOException {
    SortedMap<Long, OptionalDouble> scores = new TreeMap<>();
    for (long step : layout.steps()) {
      try {
        scores.put(step, Manifest.read(layout.present(step)).score());
      } catch (DamagedCheckpoint e) {
        continue;
      }
    }
    Set<Long> leaving = new TreeSet<>(scores.keySet());
    leaving.removeAll(retention.kept(scores));
    leaving.remove(saved);
    for (long step : leaving) {
      discard(layout.present(step));
    }
  }

  /** Takes the good name away first, so that a kill leaves no half-deleted checkpoint under it. */
  private void discard(Path checkpoint) throws IOException {
    Path nameless = layout.temporary(checkpoint, "old");
    disk.move(checkpoint, nameless);
    disk.sync(layout.folder());
    deleteTree(nameless);
  }

  private void deleteTree(Path root) throws IOException {
    for (Path path : Manifest.below(root)) {
      disk.delete(path);
    }
  }

  private void removeLeftovers() throws IOException {
    for (Path leftover : layout.startingWith(StoreLayout.TEMPORARY)) {
      deleteTree(leftover);
    }
    for (Path replaced : layout.startingWith(StoreLayout.REPLACED)) {
      String name = replaced.getFileName().toString().substring(StoreLayout.REPLACED.length());
      Path place = layout.folder().resolve(name);
      if (StoreLayout.exists(place)) {
        discard(replaced);
      } else {
        disk.move(replaced, place);
        disk.sync(layout.folder());
      }
    }
  }

  private CheckpointNotSaved notSaved(Path target, boolean published, IOException cause) {
    tidyUpAfter(cause);
    String remedy =
        DiskError.remedy(cause).orElse("free space or permit writing in " + layout.folder());
    return new CheckpointNotSaved(
        Text.format(
            "%s: %s (%s); earlier checkpoints are untouched; %s, then resume the run",
            target,
            published
                ? "the checkpoint is saved, but the link or the removal of old ones failed"
                : "the checkpoint was not saved",
            OneLine.of(cause),
            remedy),
        cause);
  }

  private void tidyUpAfter(Throwable failure) {
    try {
      removeLeftovers();
    } catch (IOException | UncheckedIOException e) {
      failure.addSuppressed(e);
    }
  }

  /**
   * The checkpoint to resume from: the one of the highest step whose every file has the size and
   * the SHA-256 of its manifest.
   *
   * @param report takes one line for each damaged checkpoint that was passed over
   * @return empty if there is none
   */
  public Optional<Checkpoint> newestIntact(Consumer<String> report) {
    List<String> damages = new ArrayList<>();
    List<Long> steps = layout.steps();
    Optional<Checkpoint> intact = Optional.empty();
    for (int i = steps.size() - 1; i >= 0 && intact.isEmpty(); i--) {
      Path candidate = layout.present(steps.get(i));
      try {
        Checkpoint checkpoint = intact(candidate);
        if (checkpoint.step() != steps.get(i)) {
          throw new DamagedCheckpoint(
              candidate.resolve(Manifest.NAME), "is that of step " + checkpoint.step());
        }
        intact = Optional.of(checkpoint);
      } catch (DamagedCheckpoint e) {
        damages.add(e.getMessage());
      }
    }
    String instead =
        intact
            .map(checkpoint -> "; " + checkpoint.folder().getFileName() + " before it is used")
            .orElse("; there is no intact checkpoint before it");
    damages.forEach(damage -> report.accept(damage + instead));
    return intact;
  }

  /**
   * Checks one folder.
   *
   * @throws InvalidInput naming the first file that is missing or has other bytes
   */
  public static Checkpoint verify(Path folder) {
    try {
      return intact(folder);
    } catch (DamagedCheckpoint e) {
      throw new InvalidInput(
          e.getMessage() + "; an intact checkpoint is needed: copy it again or use another one", e);
    }
  }

  private static Checkpoint intact(Path folder) throws DamagedCheckpoint {
    Manifest manifest = Manifest.read(folder);
    manifest.verify(folder);
    return new Checkpoint(folder, manifest.step(), manifest.score(), manifest.files());
  }

  /** The steps that have a checkpoint, intact or not, ascending. */
  public List<Long> steps() {
    return layout.steps();
  }
}
