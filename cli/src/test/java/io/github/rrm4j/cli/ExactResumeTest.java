package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run of one seed has one set of bytes, however often it was interrupted. */
@Tag("slow")
class ExactResumeTest {

  private static final int KILLS = 6;

  @TempDir static Path folder;

  private static Map<String, String> unbroken;

  @BeforeAll
  static void trainWithoutABreak() {
    TinyRun.complete(folder.resolve("unbroken"));
    unbroken = TinyRun.digests(folder.resolve("unbroken"));
    assertTrue(unbroken.containsKey("metrics.jsonl"));
    assertTrue(unbroken.containsKey("rollouts.jsonl"));
    assertTrue(unbroken.containsKey("batches.jsonl"));
    assertTrue(unbroken.containsKey("evaluations.jsonl"));
    assertTrue(unbroken.containsKey("checkpoints/step-000010/model.safetensors"));
    assertTrue(unbroken.containsKey("checkpoints/step-000010/optimizer.safetensors"));
  }

  @Test
  void twoRunsOfOneSeedHaveTheSameBytes() {
    Path again = folder.resolve("again");
    TinyRun.complete(again);
    assertEquals(unbroken, TinyRun.digests(again));
  }

  @Test
  void anotherSeedGivesOtherBytes() {
    Path other = folder.resolve("other");
    TinyRun.complete(other, "--set", "seed=2");
    assertFalse(TinyRun.digests(other).get("metrics.jsonl").equals(unbroken.get("metrics.jsonl")));
  }

  @Test
  void aRunThatIsKilledAgainAndAgainEndsWithTheSameBytes()
      throws IOException, InterruptedException {
    Path run = folder.resolve("killed");
    Path log = folder.resolve("killed.log");
    Key key = Key.of(System.nanoTime(), "kill");
    int killed = 0;
    while (killed < KILLS) {
      Process child = Invocation.child(log, TinyRun.arguments(run, "--resume"));
      // Half of the kills wait until a checkpoint is being written.
      boolean duringSave = killed % 2 == 1;
      awaitProgress(child, run, duringSave);
      if (!duringSave) {
        Thread.sleep(key.below(killed, 700));
      }
      if (child.isAlive()) {
        killed++;
      }
      child.destroyForcibly().waitFor();
      if (!child.isAlive() && child.exitValue() == 0) {
        break;
      }
    }
    Process last = Invocation.child(log, TinyRun.arguments(run, "--resume"));
    assertTrue(last.waitFor(3, TimeUnit.MINUTES));
    assertEquals(0, last.exitValue(), Files.readString(log));
    assertTrue(killed >= 5, "only " + killed + " kills before the end");
    assertEquals(unbroken, withoutLeftovers(TinyRun.digests(run)));
  }

  /** Waits until this child has taken a step; then, if asked, until a save is under way. */
  private static void awaitProgress(Process child, Path run, boolean save)
      throws IOException, InterruptedException {
    Path metrics = run.resolve("metrics.jsonl");
    Path checkpoints = run.resolve("checkpoints");
    long before = Files.exists(metrics) ? Files.size(metrics) : 0;
    boolean changed = false;
    for (int i = 0; i < 60_000 && child.isAlive(); i++) {
      changed |= Files.exists(metrics) && Files.size(metrics) != before;
      if (changed && (!save || saving(checkpoints))) {
        return;
      }
      Thread.sleep(1);
    }
  }

  private static boolean saving(Path checkpoints) throws IOException {
    if (!Files.isDirectory(checkpoints)) {
      return false;
    }
    try (Stream<Path> entries = Files.list(checkpoints)) {
      return entries.anyMatch(entry -> entry.getFileName().toString().startsWith(".tmp-step"));
    }
  }

  private static Map<String, String> withoutLeftovers(Map<String, String> digests) {
    digests.keySet().removeIf(name -> name.contains("/.tmp-"));
    return digests;
  }

  @Test
  void aDamagedNewestCheckpointIsReportedAndTheOneBeforeItIsUsed() throws IOException {
    Path run = folder.resolve("damaged");
    TinyRun.complete(run);
    Path weights = run.resolve("checkpoints/step-000010/model.safetensors");
    byte[] bytes = Files.readAllBytes(weights);
    bytes[bytes.length / 2] ^= 1;
    Files.write(weights, bytes, StandardOpenOption.TRUNCATE_EXISTING);
    Invocation resumed = Invocation.of(TinyRun.arguments(run, "--resume"));
    assertEquals(0, resumed.code(), resumed.err());
    assertTrue(resumed.err().contains("step-000010"), resumed.err());
    assertTrue(resumed.err().contains("model.safetensors"), resumed.err());
    assertEquals(unbroken, withoutLeftovers(TinyRun.digests(run)));
  }

  @Test
  void aTerminatedRunSavesAndGoesOnWithTheSameBytes() throws IOException, InterruptedException {
    Path run = folder.resolve("terminated");
    Path log = folder.resolve("terminated.log");
    String[] rare = {"--set", "checkpoint.every=1000"};
    Process child = Invocation.child(log, TinyRun.arguments(run, rare));
    awaitProgress(child, run, false);
    child.destroy();
    assertTrue(child.waitFor(1, TimeUnit.MINUTES));
    String said = Files.readString(log, StandardCharsets.UTF_8);
    assertTrue(said.contains("stopped and saved") || said.contains("complete"), said);
    Invocation resumed = Invocation.of(TinyRun.arguments(run, "--set", rare[1], "--resume"));
    assertEquals(0, resumed.code(), resumed.err());
    for (String file :
        List.of("metrics.jsonl", "rollouts.jsonl", "batches.jsonl", "evaluations.jsonl")) {
      assertEquals(unbroken.get(file), TinyRun.digests(run).get(file), file);
    }
  }

  @Test
  void aFinishedRunIsVerifiedByTakingItsStepsAgain() throws IOException {
    Path run = folder.resolve("verified");
    TinyRun.complete(run);
    Invocation verified = Invocation.of("verify", run.toString());
    assertEquals(0, verified.code(), verified.out() + verified.err());
    assertTrue(verified.out().contains("gives the same metrics, byte for byte"), verified.out());
    Path metrics = run.resolve("metrics.jsonl");
    Files.writeString(
        metrics, Files.readString(metrics).replaceAll("\"grad_norm\":[0-9.]+", "\"grad_norm\":1"));
    Invocation refuted = Invocation.of("verify", run.toString());
    assertEquals(1, refuted.code());
    assertTrue(refuted.out().contains("gives OTHER metrics"), refuted.out());
  }
}
