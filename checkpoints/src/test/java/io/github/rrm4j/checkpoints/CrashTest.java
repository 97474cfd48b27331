package io.github.rrm4j.checkpoints;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One story of saves, interrupted at each of its operations in turn. */
@Tag("slow")
class CrashTest {

  private static final Retention RETENTION = new Retention(2, 1, 0);

  /**
   * Step, score and text of each save; the last ones save steps again, first the same, then not.
   */
  private record Save(long step, double score, String text) {}

  private static final List<Save> STORY =
      List.of(
          new Save(1, 0.9, "one"),
          new Save(2, 0.1, "two"),
          new Save(3, 0.2, "three"),
          new Save(4, 0.3, "four"),
          new Save(4, 0.3, "four"),
          new Save(4, 0.3, "four again"));

  @TempDir Path root;

  @ParameterizedTest
  @EnumSource(FaultyDisk.Fault.class)
  void noOperationThatFailsCostsMoreThanTheSaveItBelongsTo(FaultyDisk.Fault fault)
      throws IOException {
    int at = 0;
    FaultyDisk disk;
    do {
      Path folder = root.resolve(fault + "-" + at);
      disk = new FaultyDisk(fault, at);
      CheckpointStore store = new CheckpointStore(folder, RETENTION, disk);
      int done = 0;
      try {
        for (Save save : STORY) {
          save(store, save);
          done++;
        }
      } catch (CheckpointNotSaved e) {
        assertTrue(e.getMessage().contains("(No space left on device)"), e.getMessage());
      }
      String place =
          fault + " at " + at + ", " + disk.operations().get(disk.operations().size() - 1);
      requireNothingLost(folder, done, place);
      if (fault == FaultyDisk.Fault.REFUSES_ONCE) {
        requireTidy(folder, place);
      }
      CheckpointStore next = new CheckpointStore(folder, RETENTION, FaultyDisk.sound());
      save(next, new Save(5, 0.4, "five"));
      requireTidy(folder, place);
      assertEquals(5, CheckpointStore.verify(folder.resolve("latest")).step(), place);
      at++;
    } while (disk.hasRefused());
    assertTrue(at > 60, "the story has only " + at + " operations");
  }

  private static void save(CheckpointStore store, Save save) {
    store.save(
        save.step(),
        OptionalDouble.of(save.score()),
        draft -> Files.writeString(draft.resolve("model"), save.text()));
  }

  private static void requireNothingLost(Path folder, int done, String place) throws IOException {
    List<String> damages = new ArrayList<>();
    CheckpointStore store = new CheckpointStore(folder, RETENTION);
    var newest = store.newestIntact(damages::add);
    assertEquals(List.of(), damages, place);
    for (String name : names(folder)) {
      if (name.startsWith("step-")) { // a good name means a whole checkpoint
        assertDoesNotThrow(() -> CheckpointStore.verify(folder.resolve(name)), place);
      }
    }
    if (done == 0 && newest.isEmpty()) {
      return;
    }
    Save last = STORY.get(Math.max(0, done - 1));
    Save inFlight = STORY.get(Math.min(done, STORY.size() - 1));
    String text = Files.readString(newest.orElseThrow().folder().resolve("model"));
    assertTrue(List.of(last.text(), inFlight.text()).contains(text), place + ": found " + text);
    boolean setAside = names(folder).stream().anyMatch(name -> name.startsWith(".replaced"));
    if (done > 0 && !setAside) {
      long latest = CheckpointStore.verify(folder.resolve("latest")).step();
      assertTrue(latest == last.step() || latest == inFlight.step(), place + ": latest " + latest);
    }
    if (done > 0) {
      assertTrue(store.steps().contains(1L), place + ": the best one is kept");
    }
  }

  private static void requireTidy(Path folder, String place) throws IOException {
    for (String name : names(folder)) {
      assertFalse(name.startsWith("."), place + " leaves " + name);
    }
  }

  private static List<String> names(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.map(path -> path.getFileName().toString()).toList();
    }
  }
}
