package io.github.rrm4j.checkpoints;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that does nothing but save is halted again and again, each time resuming. */
@Tag("slow")
class KillTest {

  private static final int KILLS = 20;
  private static final int HALTED = 137;
  private static final Retention RETENTION = new Retention(2, 1, 0);

  @TempDir Path run;

  @Test
  void aKillLosesAtMostTheCheckpointInFlight() throws IOException, InterruptedException {
    Path folder = run.resolve("checkpoints");
    long promised = 0;
    int inTheMiddle = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      int saves = kill % 2;
      int micros = Key.of(1, "kill").with(kill).below(0, 30_000);
      promised = Math.max(promised, lastStepOfChild(folder, saves, micros));
      if (hasLeftovers(folder)) {
        inTheMiddle++;
      }
      List<String> damages = new ArrayList<>();
      var newest = new CheckpointStore(folder, RETENTION).newestIntact(damages::add);
      assertEquals(List.of(), damages);
      if (newest.isPresent()) {
        long step = newest.get().step();
        assertTrue(step == promised || step == promised + 1, step + " after " + promised);
        requireContent(newest.get());
        promised = step;
      }
      assertEquals(promised > 0, newest.isPresent());
    }
    assertTrue(promised >= KILLS / 2, "only " + promised + " steps were saved");
    assertTrue(inTheMiddle > 0, "no kill came during a save");
  }

  private static void requireContent(Checkpoint checkpoint) throws IOException {
    for (int file = 0; file < 3; file++) {
      assertArrayEquals(
          SavingProcess.content(checkpoint.step(), file),
          Files.readAllBytes(checkpoint.folder().resolve("file-" + file)));
    }
  }

  /** Runs the process until it is halted; returns the last step that it said was saved. */
  private long lastStepOfChild(Path folder, int saves, int micros)
      throws IOException, InterruptedException {
    Path said = run.resolve("said.txt");
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                SavingProcess.class.getName(),
                folder.toString(),
                Integer.toString(saves),
                Integer.toString(micros))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      assertTrue(child.waitFor(60, TimeUnit.SECONDS), "the child does not end");
    } finally {
      child.destroyForcibly();
    }
    assertEquals(HALTED, child.exitValue(), Files.readString(said));
    List<String> lines = Files.readAllLines(said);
    return lines.isEmpty() ? 0 : Long.parseLong(lines.get(lines.size() - 1));
  }

  private static boolean hasLeftovers(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return false;
    }
    try (Stream<Path> paths = Files.list(folder)) {
      return paths.anyMatch(path -> path.getFileName().toString().startsWith("."));
    }
  }

  /** Resumes, then saves step after step and says each number; halts a while after some saves. */
  static final class SavingProcess {

    private SavingProcess() {}

    public static void main(String[] args) {
      CheckpointStore store = new CheckpointStore(Path.of(args[0]), RETENTION);
      int before = Integer.parseInt(args[1]);
      long nanos = TimeUnit.MICROSECONDS.toNanos(Integer.parseInt(args[2]));
      long first = 1 + store.newestIntact(System.out::println).map(Checkpoint::step).orElse(0L);
      for (long step = first; true; step++) {
        if (step - first == before) {
          new Thread(() -> haltAfter(nanos)).start();
        }
        save(store, step);
        System.out.println(step);
      }
    }

    private static void haltAfter(long nanos) {
      long end = System.nanoTime() + nanos;
      while (System.nanoTime() < end) {
        LockSupport.parkNanos(end - System.nanoTime());
      }
      Runtime.getRuntime().halt(HALTED);
    }

    private static void save(CheckpointStore store, long step) {
      store.save(
          step,
          OptionalDouble.of(Key.of(1, "score").uniform(step)),
          draft -> {
            for (int file = 0; file < 3; file++) {
              Files.write(draft.resolve("file-" + file), content(step, file));
            }
          });
    }

    static byte[] content(long step, int file) {
      byte[] bytes = new byte[20_000 * file + 1_000];
      Key key = Key.of(step, "content").with(file);
      for (int i = 0; i < bytes.length; i++) {
        bytes[i] = (byte) key.bits(i);
      }
      return bytes;
    }
  }
}
