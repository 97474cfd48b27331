package io.github.rrm4j.evaluation.benchmark.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Comparison.PresentedPair;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.evaluation.benchmark.protocol.Benchmarks;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.PromptFit;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An evaluation that is killed with SIGKILL goes on where it stopped. */
@Tag("slow")
class JudgingKillTest {

  private static final int WINDOW = 5;

  @TempDir Path folder;

  /** Judges the miniature by coin, slowly, and notes what it is asked before it answers. */
  static final class SlowEvaluation {

    private SlowEvaluation() {}

    public static void main(String[] arguments) throws IOException {
      Path folder = Path.of(arguments[0]);
      long nanos = TimeUnit.MICROSECONDS.toNanos(Long.parseLong(arguments[1]));
      judge(folder, nanos);
    }

    static void judge(Path folder, long nanos) throws IOException {
      Benchmark benchmark = Benchmarks.named("miniature");
      List<Item> items = benchmark.read("", note -> {}).subList(0, 60);
      VerdictSource coins = Baseline.RANDOM.source(Key.of(1, "coins"));
      VerdictSource slow =
          new VerdictSource() {
            @Override
            public PromptFit check(PresentedPair showing) {
              return coins.check(showing);
            }

            @Override
            public List<List<Sample>> judge(List<PresentedPair> showings) {
              note(folder.resolve("asked.txt"), showings);
              LockSupport.parkNanos(nanos);
              return coins.judge(showings);
            }
          };
      Verdicts known = new Verdicts();
      try (JudgementLog log = JudgementLog.open(folder.resolve("judgements.jsonl"), known)) {
        new Judging(items, Orders.BOTH, Key.of(1, "order"), WINDOW)
            .judge(slow, known, Optional.of(log), (done, expected) -> {});
      }
    }

    private static void note(Path file, List<PresentedPair> showings) {
      try {
        Files.write(
            file,
            showings.stream().map(PresentedPair::key).toList(),
            StandardOpenOption.CREATE,
            StandardOpenOption.APPEND);
      } catch (IOException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private Process child(Path run, int micros) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            SlowEvaluation.class.getName(),
            run.toString(),
            Integer.toString(micros))
        .redirectErrorStream(true)
        .redirectOutput(run.resolve("said.txt").toFile())
        .start();
  }

  private static List<String> lines(Path file) throws IOException {
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }

  @Test
  void nothingIsLostAndNothingThatIsKeptIsJudgedAgain() throws Exception {
    Path unbroken = Files.createDirectories(folder.resolve("unbroken"));
    SlowEvaluation.judge(unbroken, 0);
    Path run = Files.createDirectories(folder.resolve("killed"));
    Path judgements = run.resolve("judgements.jsonl");
    List<Set<String>> kept = new ArrayList<>();
    for (int kill = 1; kill <= 3; kill++) {
      Process child = child(run, 40_000);
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (lines(judgements).size() < 25 * kill && System.nanoTime() < end) {
        Thread.sleep(5);
      }
      child.destroyForcibly(); // SIGKILL
      assertTrue(child.waitFor(10, TimeUnit.SECONDS));
      assertEquals(128 + 9, child.exitValue(), Files.readString(run.resolve("said.txt")));
      kept.add(new HashSet<>(keys(lines(judgements))));
      Files.move(run.resolve("asked.txt"), run.resolve("asked-" + kill + ".txt"));
    }
    assertFalse(lines(judgements).size() == 120, "it was killed before its end");
    Files.write(
        judgements, "{\"id\":\"heldo".getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
    Process last = child(run, 0);
    assertTrue(last.waitFor(60, TimeUnit.SECONDS));
    assertEquals(0, last.exitValue(), Files.readString(run.resolve("said.txt")));

    assertEquals(
        Files.readString(unbroken.resolve("judgements.jsonl")), Files.readString(judgements));
    assertEquals(120, new HashSet<>(keys(lines(judgements))).size());
    for (int i = 1; i <= kept.size(); i++) {
      Path next = run.resolve(i < kept.size() ? "asked-" + (i + 1) + ".txt" : "asked.txt");
      for (String asked : lines(next)) {
        assertFalse(kept.get(i - 1).contains(asked), asked + " was kept and is judged again");
      }
    }
  }

  /** The showings of lines, as {@link PresentedPair#key} names them. */
  private static List<String> keys(List<String> lines) {
    List<String> keys = new ArrayList<>();
    for (String line : lines) {
      if (line.endsWith("}")) {
        String id = line.replaceAll(".*\"id\":\"([^\"]*)\".*", "$1");
        keys.add(line.replaceAll(".*\"order\":\"([^\"]*)\".*", "$1") + " " + id);
      }
    }
    return keys;
  }
}
