package io.github.rrm4j.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.cli.Main;
import io.github.rrm4j.cli.option.Cluster;
import io.github.rrm4j.cli.option.ClusterJob;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code evaluate} on Spark leaves the files of one process; only times differ. */
class EvaluateOnClusterTest {

  private static final List<String> ON = List.of("--on", "local[2]", "--slice-rows", "7");

  @TempDir private static Path folder;
  private static TinyJob tiny;

  @BeforeAll
  static void writeModelAndPairs() throws IOException {
    tiny = TinyJob.write(folder, 20);
  }

  private static int evaluate(List<String> judge, Path output, List<String> more) {
    return Main.run(
        Stream.of(
                Stream.of("evaluate", "--output", output.toString()), judge.stream(), more.stream())
            .flatMap(words -> words)
            .toArray(String[]::new));
  }

  private static List<String> tiny(String... more) {
    List<String> judge =
        new ArrayList<>(
            List.of("--model", tiny.model().toString(), "--input", tiny.pairs().toString()));
    judge.addAll(List.of(more));
    return judge;
  }

  private static JsonNode withoutTimes(JsonNode json) {
    if (json instanceof ObjectNode object) {
      object.remove("seconds");
    }
    json.forEach(EvaluateOnClusterTest::withoutTimes);
    return json;
  }

  private static List<String> lines(Path file) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(withoutTimes(Json.parse(line)).toString());
    }
    return lines;
  }

  /** Two folders of results say the same, times apart. */
  static void assertSame(Path alone, Path many) throws IOException {
    assertEquals(lines(alone.resolve("judgements.jsonl")), lines(many.resolve("judgements.jsonl")));
    for (String file : List.of("items.jsonl", "settings.json")) {
      assertArrayEquals(
          Files.readAllBytes(alone.resolve(file)), Files.readAllBytes(many.resolve(file)), file);
    }
    assertEquals(
        withoutTimes(Json.read(alone.resolve("result.json"))).toString(),
        withoutTimes(Json.read(many.resolve("result.json"))).toString());
  }

  @Test
  void aBenchmarkOfPairsHasTheFilesOfOneProcess() throws IOException {
    Path alone = folder.resolve("alone");
    List<String> judge = tiny("--votes", "1,2", "--max-num-seqs", "6");
    assertEquals(0, evaluate(judge, alone, List.of()));
    assertEquals(38, lines(alone.resolve("judgements.jsonl")).size());
    Path many = folder.resolve("many");
    assertEquals(0, evaluate(judge, many, ON));
    assertSame(alone, many);
  }

  @Test
  void aRunGoesOnWhereItWasOnTheClusterAndInOneProcess() throws IOException {
    Path alone = folder.resolve("unbroken");
    assertEquals(0, evaluate(tiny("--label", "a", "--limit", "12"), alone, List.of()));
    String judgements = Files.readString(alone.resolve("judgements.jsonl"));
    for (List<String> where : List.of(ON, List.<String>of())) {
      Path broken = folder.resolve("broken-" + where.size());
      List<String> first = where.isEmpty() ? ON : List.of();
      assertEquals(0, evaluate(tiny("--label", "a", "--limit", "12"), broken, first));
      Files.delete(broken.resolve("result.json"));
      String some = Files.readString(broken.resolve("judgements.jsonl"));
      Files.writeString(broken.resolve("judgements.jsonl"), some.substring(0, some.length() / 2));
      List<String> again = new ArrayList<>(where);
      again.add("--resume");
      assertEquals(0, evaluate(tiny("--label", "a", "--limit", "12"), broken, again));
      assertSame(alone, broken);
    }
    assertEquals(24, judgements.lines().count());
  }

  @Test
  void aKnockoutHasItsRoundsOneAfterTheOther() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      lines.append(
          Text.format(
              "{\"question_id\":%d,\"prompt\":\"q %d\",\"scores\":[true,false,false,true,false]",
              i, i));
      for (int r = 1; r <= 5; r++) {
        lines.append(Text.format(",\"response_%d\":\"answer %d\"", r, r * i));
      }
      lines.append("}\n");
    }
    Path questions = Files.writeString(folder.resolve("math.jsonl"), lines);
    List<String> coin =
        List.of(
            "--judge-type",
            "random",
            "--benchmark",
            "ppe-best-of-k",
            "--input",
            questions.toString());
    Path alone = folder.resolve("knockout-alone");
    assertEquals(0, evaluate(coin, alone, List.of()));
    assertEquals(24, lines(alone.resolve("judgements.jsonl")).size());
    Path many = folder.resolve("knockout-many");
    assertEquals(0, evaluate(coin, many, List.of("--on", "local[2]", "--slice-rows", "4")));
    assertSame(alone, many);
  }

  @Test
  void whatCannotBeAskedElsewhereIsRefused() {
    Path output = folder.resolve("never");
    assertEquals(2, evaluate(List.of("configs/benchmarks/poster.yaml"), output, ON));
    assertEquals(2, evaluate(tiny("--judgements", tiny.pairs().toString()), output, ON));
    assertEquals(2, evaluate(tiny("--slice-rows", "5"), output, List.of()));
    assertTrue(Files.notExists(output));
  }

  private static Cluster.Executors executors(SliceWork work) {
    return new SparkExecutors(
        new ClusterJob(
            List.of("evaluate"), List.of(), "", "", List.of(), "", "local[2,3]", 1, List.of()),
        work);
  }

  /**
   * Writes its line twice; the slice that is asked first answers last, and every try but one fails.
   */
  private record Twice() implements SliceWork {
    private static final long serialVersionUID = 1;

    @Override
    public void run(Path input, Path output) throws Exception {
      if (TaskContext.getPartitionId() == 0) {
        Thread.sleep(500);
      }
      if (TaskContext.get().attemptNumber() == 0) {
        throw new IllegalStateException("the machine is gone");
      }
      String line = Files.readString(input);
      Files.writeString(output, line + line);
    }
  }

  @Test
  void slicesAreHandedOverInTheirOrderWhateverFailsAndWhoeverIsFirst() throws IOException {
    List<String> made = new ArrayList<>();
    try (Cluster.Executors executors = executors(new Twice())) {
      for (int round = 0; round < 2; round++) {
        List<List<byte[]>> slices = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
          slices.add(List.of((round + "-" + i + "\n").getBytes(StandardCharsets.UTF_8)));
        }
        executors.work(
            slices,
            lines -> lines.forEach(line -> made.add(new String(line, StandardCharsets.UTF_8))));
      }
    }
    List<String> expected = new ArrayList<>();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 5; i++) {
        expected.addAll(List.of(round + "-" + i + "\n", round + "-" + i + "\n"));
      }
    }
    assertEquals(expected, made);
  }

  /** Refuses everything. */
  private record Refusing() implements SliceWork {
    private static final long serialVersionUID = 1;

    @Override
    public void run(Path input, Path output) {
      throw new InvalidInput("the judge: has no words");
    }
  }

  @Test
  void aRefusalOfAnExecutorIsToldInItsWords() {
    try (Cluster.Executors executors = executors(new Refusing())) {
      List<List<byte[]>> slices = List.of(List.of("1\n".getBytes(StandardCharsets.UTF_8)));
      InvalidInput refused =
          assertThrows(InvalidInput.class, () -> executors.work(slices, lines -> {}));
      assertEquals("the judge: has no words", refused.getMessage());
    }
  }
}
