package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sweep whose processes are killed again and again, together with the run at work or without it,
 * ends with the bytes of an unbroken one; and then nothing is left to do.
 */
@Tag("slow")
class SweepKillTest {

  private static final int KILLS = 6;
  private static final List<String> RUNS =
      List.of("warm-start", "sweep/plain/seed-1", "sweep/none/seed-1");
  private static final String REPEATED =
      ".*(safetensors|metrics.jsonl|rollouts.jsonl|batches.jsonl|evaluations.jsonl)";

  @TempDir Path folder;

  /** A warm start, two cells that work and one that never can. */
  private Path file(String name) throws IOException {
    StringBuilder tiny = new StringBuilder();
    String[] arguments = TinyRun.arguments(Path.of("unused"));
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--set")) {
        tiny.append("  ").append(arguments[i + 1].replaceFirst("=", ": ")).append('\n');
      }
    }
    String text =
        Text.format(
                "base: %s%noutput: %s%nname: sweep%n",
                TinyRun.root().resolve("configs/quickstart.yaml"), folder.resolve(name))
            + "warm_start:\n  set:\n"
            + tiny.toString().indent(2)
            + "    stages: [sft]\nset:\n"
            + tiny
            + "  stages: [grpo]\n"
            + "  model.path: '{warm_start}/checkpoints/latest'\n"
            + "  model.weights: pretrained\n"
            + "seeds: [1]\n"
            + "cells:\n"
            + "- {name: plain, set: {}}\n"
            + "- {name: broken, set: {data.train: /nowhere.jsonl}}\n"
            + "- {name: none, set: {grpo.advantages: none}}\n";
    return Files.writeString(folder.resolve(name + ".yaml"), text);
  }

  /** What each run has learnt and logged; paths and times differ. */
  private Map<String, String> digests(String name) {
    Map<String, String> all = new TreeMap<>();
    for (String run : RUNS) {
      TinyRun.digests(folder.resolve(name).resolve(run))
          .forEach(
              (file, digest) -> {
                if (file.matches(REPEATED) && !file.contains("/.tmp-")) {
                  all.put(run + "/" + file, digest);
                }
              });
    }
    return all;
  }

  private String csv(String name) throws IOException {
    String text = Files.readString(folder.resolve(name).resolve("sweep/results.csv"));
    return text.replaceAll(",[-0-9.E]+,([0-9.]+)\n", ",$1\n"); // without the minutes
  }

  @Test
  void aSweepThatIsKilledAgainAndAgainEndsAsAnUnbrokenOne()
      throws IOException, InterruptedException {
    Invocation unbroken = Invocation.of("sweep", file("unbroken").toString());
    assertEquals(1, unbroken.code(), unbroken.err()); // one cell fails
    Map<String, String> expected = digests("unbroken");
    assertTrue(expected.containsKey("sweep/none/seed-1/checkpoints/step-000005/model.safetensors"));

    Path file = file("killed");
    Path log = folder.resolve("killed.log");
    Key key = Key.of(System.nanoTime(), "kill");
    int killed = 0;
    while (killed < KILLS) {
      long before = written(folder.resolve("killed"));
      Process sweep = Invocation.child(log, "sweep", file.toString());
      for (int i = 0; sweep.isAlive() && written(folder.resolve("killed")) == before; i++) {
        assertTrue(i < 60_000, "nothing happens: " + Files.readString(log));
        Thread.sleep(2);
      }
      Thread.sleep(key.below(killed, 1500));
      if (!sweep.isAlive()) {
        break;
      }
      // half of the kills leave the run at work behind, which the next sweep waits for
      List<ProcessHandle> runs = killed % 2 == 0 ? sweep.descendants().toList() : List.of();
      sweep.destroyForcibly().waitFor();
      runs.forEach(ProcessHandle::destroyForcibly);
      killed++;
    }
    assertTrue(killed >= 4, "only " + killed + " kills before the end");
    Process last = Invocation.child(log, "sweep", file.toString());
    assertTrue(last.waitFor(4, TimeUnit.MINUTES));
    String said = Files.readString(log);
    assertEquals(1, last.exitValue(), said);
    assertTrue(said.contains("broken seed 1: FAILED"), said);
    assertEquals(expected, digests("killed"));
    assertEquals(csv("unbroken"), csv("killed"));
    nothingIsLeftToDo(file, expected);
  }

  private void nothingIsLeftToDo(Path file, Map<String, String> expected) throws IOException {
    Path results = folder.resolve("killed/sweep/results.md");
    String before = Files.readString(results);
    Invocation again = Invocation.of("sweep", file.toString());
    assertTrue(again.err().contains("plain seed 1: was finished"), again.err());
    assertTrue(again.err().contains("none seed 1: was finished"), again.err());
    assertFalse(again.err().contains("finished in"), again.err());
    assertEquals(expected, digests("killed"));
    assertEquals(before, Files.readString(results));
  }

  /** Bytes of the logs of all runs so far. */
  private static long written(Path output) throws IOException {
    long bytes = 0;
    for (String run : RUNS) {
      Path metrics = output.resolve(run).resolve("metrics.jsonl");
      bytes += Files.exists(metrics) ? Files.size(metrics) : 0;
    }
    return bytes;
  }
}
