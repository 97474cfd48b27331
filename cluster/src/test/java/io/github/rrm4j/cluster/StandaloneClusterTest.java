package io.github.rrm4j.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.cli.Main;
import io.github.rrm4j.cli.option.ClusterJob;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real cluster: executors are processes, and one of them is killed while it judges. */
@Tag("slow")
class StandaloneClusterTest {

  private static final int PAIRS = 2000;
  private static final int EXECUTORS = 4;

  @TempDir private static Path folder;
  private static TinyJob tiny;

  @BeforeAll
  static void writeModelAndPairs() throws IOException {
    tiny = TinyJob.write(folder, PAIRS);
  }

  private static byte[] judged(String name, List<String> more) throws IOException {
    Path output = folder.resolve(name);
    assertEquals(0, Main.run(tiny.judge(tiny.pairs(), output, more.stream())), name);
    return Files.readAllBytes(output);
  }

  /** Kills an executor as soon as three slices are done; tells how many there were then. */
  private static int killOne(Standalone cluster, Path parts) {
    try {
      while (true) {
        Thread.sleep(100);
        List<ProcessHandle> executors = cluster.executors();
        if (executors.size() == EXECUTORS && done(parts) >= 3) {
          assertTrue(executors.get(0).destroyForcibly());
          return executors.size();
        }
      }
    } catch (InterruptedException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long done(Path parts) throws IOException {
    if (!Files.isDirectory(parts)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(parts)) {
      return files.filter(file -> file.toString().endsWith(".report.json")).count();
    }
  }

  /** Something to send to executors, which have the class path of the tests anyway. */
  private static String aJar() {
    return Stream.of(ChildJvm.classPath().split(File.pathSeparator))
        .filter(file -> file.endsWith(".jar"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void oneProcessThreadsAndFourExecutorsOfWhichOneIsKilledGiveTheSameBytes() throws Exception {
    byte[] alone = judged("alone.jsonl", List.of());
    for (String master : List.of("local[1]", "local[2]")) {
      List<String> on = List.of("--on", master, "--slice-rows", "150");
      assertArrayEquals(alone, judged(master + ".jsonl", on), master);
    }
    System.setProperty("rrm.jars", aJar());
    try (Standalone cluster = new Standalone(folder.resolve("cluster"), 2, 2)) {
      List<String> on = new ArrayList<>(List.of("--on", cluster.url(), "--slice-rows", "20"));
      on.addAll(Standalone.options());
      CompletableFuture<Integer> killed =
          CompletableFuture.supplyAsync(() -> killOne(cluster, folder.resolve("four.jsonl.parts")));
      assertArrayEquals(alone, judged("four.jsonl", on));
      assertEquals(EXECUTORS, killed.get(10, TimeUnit.SECONDS));
      JsonNode report = TinyJob.report(folder.resolve("four.jsonl"));
      assertEquals(PAIRS, report.path("rows").asInt());
      assertTrue(report.path("executors").size() >= EXECUTORS, report.toPrettyString());
    } finally {
      System.clearProperty("rrm.jars");
    }
  }

  /** Waits where a slice is tried first, until another executor has made it. */
  private record WaitsAtFirst(SliceWork work) implements SliceWork {
    private static final long serialVersionUID = 1;

    @Override
    public void run(Path input, Path output) throws Exception {
      if (TaskContext.getPartitionId() == 0 && TaskContext.get().attemptNumber() == 0) {
        Thread.sleep(TimeUnit.SECONDS.toMillis(30)); // a second try ends it
      }
      work.run(input, output);
    }
  }

  @Test
  void aSliceThatHangsIsSpeculatedAndABenchmarkHasTheFilesOfOneProcess() throws Exception {
    Path few = Files.write(folder.resolve("few.jsonl"), TinyJob.lines(40));
    Path alone = folder.resolve("few-alone.jsonl");
    assertEquals(0, Main.run(tiny.judge(few, alone, Stream.of())));
    List<String> evaluate =
        List.of("evaluate", "--model", tiny.model().toString(), "--input", few.toString());
    Path folders = folder.resolve("evaluated-alone");
    assertEquals(0, Main.run(with(evaluate, List.of("--output", folders.toString()))));
    System.setProperty("rrm.jars", aJar());
    try (Standalone cluster = new Standalone(folder.resolve("second"), 2, 1)) {
      List<String> conf = new ArrayList<>(Standalone.options());
      conf.removeIf("--spark-conf"::equals);
      conf.addAll(
          List.of(
              "spark.speculation=true",
              "spark.speculation.interval=100ms",
              "spark.speculation.quantile=0.5",
              "spark.speculation.minTaskRuntime=1s"));
      Path output = folder.resolve("speculated.jsonl");
      ClusterJob job =
          new ClusterJob(
              List.of("judge"),
              List.of("--model", tiny.model().toString(), "--both-orders"),
              few.toString(),
              output.toString(),
              List.of(""),
              "{}",
              cluster.url(),
              10,
              conf);
      assertEquals(0, new SparkCluster().run(job, new WaitsAtFirst(new CommandWork(job))));
      assertArrayEquals(Files.readAllBytes(alone), Files.readAllBytes(output));
      assertEquals(1, TinyJob.report(output).path("repeated_slices").asInt());
      Path many = folder.resolve("evaluated-many");
      List<String> on =
          new ArrayList<>(
              List.of("--output", many.toString(), "--on", cluster.url(), "--slice-rows", "9"));
      on.addAll(Standalone.options());
      assertEquals(0, Main.run(with(evaluate, on)));
      EvaluateOnClusterTest.assertSame(folders, many);
    } finally {
      System.clearProperty("rrm.jars");
    }
  }

  private static String[] with(List<String> command, List<String> more) {
    return Stream.concat(command.stream(), more.stream()).toArray(String[]::new);
  }
}
