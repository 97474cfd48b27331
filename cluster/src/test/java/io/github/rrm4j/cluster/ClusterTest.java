package io.github.rrm4j.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.cli.Main;
import io.github.rrm4j.cli.option.ClusterJob;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands on Spark write the bytes that they write in one process. */
class ClusterTest {

  private static final int PAIRS = 30;

  @TempDir private static Path folder;
  private static TinyJob tiny;

  @BeforeAll
  static void writeModelAndPairs() throws IOException {
    tiny = TinyJob.write(folder, PAIRS);
  }

  private static String[] judge(Path input, Path output, String... more) {
    Stream<String> votes = Stream.of("--votes", "2");
    return tiny.judge(input, output, Stream.concat(votes, Stream.of(more)));
  }

  private static Path alone() throws IOException {
    Path output = folder.resolve("alone.jsonl");
    assertEquals(0, Main.run(judge(tiny.pairs(), output)));
    assertEquals(PAIRS, Files.readAllLines(output).size());
    return output;
  }

  @Test
  void judgeHasTheBytesOfOneProcessWhateverTheSlicesAndThreads() throws IOException {
    byte[] alone = Files.readAllBytes(alone());
    for (String master : List.of("local[1]", "local[2]")) {
      for (String rows : List.of("7", "1000")) {
        Path output = folder.resolve("judged-" + master + "-" + rows + ".jsonl");
        assertEquals(
            0, Main.run(judge(tiny.pairs(), output, "--on", master, "--slice-rows", rows)));
        assertArrayEquals(alone, Files.readAllBytes(output), master + " " + rows);
        JsonNode report = TinyJob.report(output);
        assertEquals(PAIRS, report.path("rows").asInt());
        assertEquals(4 * PAIRS, report.path("generated").path("completions").asInt());
        assertTrue(report.path("generated").path("tokens").asInt() >= 4 * PAIRS);
        assertEquals(PAIRS, report.path("outcomes").path("output").path("lines").asInt());
      }
    }
  }

  @Test
  void aRerunMakesOnlyTheSlicesThatAreNew() throws IOException {
    Path input = folder.resolve("growing.jsonl");
    Path output = folder.resolve("grown.jsonl");
    Files.write(input, TinyJob.lines(14));
    assertEquals(0, Main.run(judge(input, output, "--on", "local[2]", "--slice-rows", "7")));
    Files.write(input, TinyJob.lines(20));
    assertEquals(0, Main.run(judge(input, output, "--on", "local[2]", "--slice-rows", "7")));
    assertEquals(2, TinyJob.report(output).path("reused_slices").asInt());
    assertEquals(3, TinyJob.report(output).path("slices").asInt());
    assertEquals(20, Files.readAllLines(output).size());
    assertEquals(
        0, Main.run(judge(input, output, "--on", "local[2]", "--slice-rows", "7", "--seed", "5")));
    assertEquals(0, TinyJob.report(output).path("reused_slices").asInt(), "another seed");
  }

  @Test
  void aRowThatIsRefusedIsSetAsideAndTheOthersAreJudged() throws IOException {
    Path input = folder.resolve("poison.jsonl");
    List<String> lines = new ArrayList<>(TinyJob.lines(10));
    lines.add(3, "{\"prompt\": \"half of a line");
    lines.add(8, "{\"prompt\": \"no responses\"}");
    Files.write(input, lines);
    Path output = folder.resolve("survived.jsonl");
    assertEquals(1, Main.run(judge(input, output, "--on", "local[2]", "--slice-rows", "5")));
    List<String> rejected = Files.readAllLines(folder.resolve("survived.jsonl.rejected.jsonl"));
    assertEquals(2, rejected.size());
    assertTrue(rejected.get(0).contains("\"place\":\"poison.jsonl:4\""), rejected.get(0));
    assertTrue(rejected.get(0).contains("is not JSON"), rejected.get(0));
    assertTrue(rejected.get(1).contains("\"place\":\"poison.jsonl:9\""), rejected.get(1));
    assertTrue(rejected.get(1).contains("is missing"), rejected.get(1));
    assertEquals(10, Files.readAllLines(output).size());
    assertEquals(2, TinyJob.report(output).path("rejected").asInt());
    // what is judged is as if the refused rows had ids of their own elsewhere
    Path named = folder.resolve("named.jsonl");
    List<String> good = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (i != 3 && i != 8) {
        String line = lines.get(i);
        good.add(
            line.contains("\"id\"")
                ? line
                : line.replaceFirst("\\{", "{\"id\":\"poison.jsonl:" + (i + 1) + "\","));
      }
    }
    Files.write(named, good);
    Path alone = folder.resolve("named-alone.jsonl");
    assertEquals(0, Main.run(judge(named, alone)));
    assertArrayEquals(Files.readAllBytes(alone), Files.readAllBytes(output));
  }

  @Test
  void anIdThatStandsTwiceInTwoSlicesIsRefused() throws IOException {
    Path input = folder.resolve("twice.jsonl");
    List<String> lines = new ArrayList<>(TinyJob.lines(9));
    lines.add(lines.get(0));
    Files.write(input, lines);
    ClusterJob job = job(input, folder.resolve("never.jsonl"));
    InvalidInput refused =
        assertThrows(InvalidInput.class, () -> new SparkCluster().run(job, new CommandWork(job)));
    assertEquals(
        "twice.jsonl:1 and twice.jsonl:10: id 'p0' stands twice, must be unique, rename or remove"
            + " one",
        refused.getMessage());
  }

  private static ClusterJob job(Path input, Path output) {
    return new ClusterJob(
        List.of("judge"),
        List.of("--model", tiny.model().toString(), "--votes", "2", "--both-orders"),
        input.toString(),
        output.toString(),
        List.of(""),
        "{}",
        "local[2,3]",
        7,
        List.of());
  }

  /** Fails at the first try of every slice, after the work is done but before it is kept. */
  private record FailsAtFirst(SliceWork work) implements SliceWork {
    private static final long serialVersionUID = 1;

    @Override
    public void run(Path input, Path output) throws Exception {
      work.run(input, output);
      if (TaskContext.get().attemptNumber() == 0) {
        throw new IllegalStateException("the machine is gone");
      }
    }
  }

  @Test
  void tasksThatFailAndAreRepeatedChangeNothing() throws IOException {
    Path output = folder.resolve("repeated.jsonl");
    ClusterJob job = job(tiny.pairs(), output);
    assertEquals(0, new SparkCluster().run(job, new FailsAtFirst(new CommandWork(job))));
    assertArrayEquals(Files.readAllBytes(alone()), Files.readAllBytes(output));
    assertEquals(5, TinyJob.report(output).path("repeated_slices").asInt());
  }

  @Test
  void aMasterOrASettingThatSparkRefusesIsToldInOneLine() {
    for (List<String> on :
        List.of(
            List.of("--on", "local[x]"),
            List.of("--on", "local[2]", "--spark-conf", "spark.driver.port=many"))) {
      Path output = folder.resolve("nowhere.jsonl");
      assertEquals(2, Main.run(judge(tiny.pairs(), output, on.toArray(String[]::new))));
      assertFalse(Files.exists(output));
    }
  }

  @Test
  void whatTheCommandRefusesOfItsOptionsIsToldInItsWords() {
    ClusterJob wrong =
        new ClusterJob(
            List.of("judge"),
            List.of("--model", tiny.model().toString(), "--votes", "0"),
            tiny.pairs().toString(),
            folder.resolve("wrong.jsonl").toString(),
            List.of(""),
            "{}",
            "local[2]",
            7,
            List.of());
    InvalidInput refused =
        assertThrows(
            InvalidInput.class, () -> new SparkCluster().run(wrong, new CommandWork(wrong)));
    assertTrue(refused.getMessage().startsWith("votes: "), refused.getMessage());
    assertFalse(Files.exists(folder.resolve("wrong.jsonl")));
  }

  /** What Spark makes of files of its kinds. */
  private static List<String> withSpark(Function<SparkSession, List<String>> work) {
    ClusterJob job = job(tiny.pairs(), folder.resolve("none.jsonl"));
    try (JavaSparkContext spark = SparkContexts.open(job)) {
      return work.apply(SparkSession.builder().sparkContext(spark.sc()).getOrCreate());
    }
  }

  @Test
  void parquetInAndOutHasTheRowsOfJsonLines() throws IOException {
    Path input = folder.resolve("named-pairs.jsonl");
    Files.write(
        input,
        IntStream.range(0, PAIRS)
            .mapToObj(
                i ->
                    Text.format(
                        "{\"id\":\"p%03d\",\"prompt\":\"2 +"
                            + " %d\",\"response_1\":\"3\",\"response_2\":\"%d\"}",
                        i, i, i))
            .toList());
    Path alone = folder.resolve("named-verdicts.jsonl");
    assertEquals(0, Main.run(judge(input, alone)));
    Path table = folder.resolve("pairs.parquet");
    withSpark(
        spark -> {
          spark
              .read()
              .json(input.toString())
              .orderBy(functions.desc("id")) // no order is kept
              .coalesce(1)
              .write()
              .parquet(table.toString());
          return List.of();
        });
    Path verdicts = folder.resolve("verdicts.parquet");
    assertEquals(0, Main.run(judge(table, verdicts, "--on", "local[2]", "--slice-rows", "7")));
    List<String> rows =
        withSpark(
            spark ->
                spark.read().parquet(verdicts.toString()).orderBy("id").toJSON().collectAsList());
    List<String> lines = Files.readAllLines(alone);
    assertEquals(PAIRS, rows.size());
    for (int i = 0; i < PAIRS; i++) {
      assertEquals(Json.parse(lines.get(i)), Json.parse(rows.get(i)));
    }
  }

  @Test
  void annotateSampleRankAndFilterHaveTheBytesOfOneProcess() throws IOException {
    Path prompts = folder.resolve("prompts.jsonl");
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      lines.add("{\"prompt\":\"" + i + " + 1\",\"answer\":\"" + (i + 1) + "\"}");
    }
    Files.write(prompts, lines);
    List<String> sample =
        List.of(
            "sample",
            "--policy",
            tiny.model().toString(),
            "--samples",
            "3",
            "--max-new-tokens",
            "5");
    same("sample", sample, prompts, "replies.jsonl", List.of(""), 0);
    Path lists = folder.resolve("lists.jsonl");
    List<String> responses = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      responses.add(
          "{\"id\":\"q" + i + "\",\"prompt\":\"1 + " + i + "\",\"responses\":[\"2\",\"3\",\"4\"]}");
    }
    Files.write(lists, responses);
    same(
        "annotate",
        List.of("annotate", "--judge", tiny.model().toString(), "--pairs", "all"),
        lists,
        "labels.jsonl",
        List.of("", ".judged.jsonl", ".undecided.jsonl"),
        2); // the judge says nothing that can be read, so that no pair has a label
    same(
        "rank",
        List.of("rank", "--model", tiny.model().toString()),
        lists,
        "ranks.jsonl",
        List.of(""),
        0);
    same(
        "filter",
        List.of("data", "filter", "--model", tiny.model().toString(), "--keep", "right<1"),
        tiny.pairs(),
        "kept.jsonl",
        List.of("", ".counts.jsonl"),
        0);
  }

  private static void same(
      String name, List<String> command, Path input, String output, List<String> endings, int code)
      throws IOException {
    Path one = folder.resolve("one-" + output);
    Path many = folder.resolve("many-" + output);
    assertEquals(code, Main.run(with(command, input, one)), name);
    assertEquals(
        0,
        Main.run(
            Stream.concat(
                    Stream.of(with(command, input, many)),
                    Stream.of("--on", "local[2]", "--slice-rows", "4"))
                .toArray(String[]::new)),
        name);
    for (String ending : endings) {
      assertEquals(
          Files.readString(Path.of(one + ending)),
          Files.readString(Path.of(many + ending)),
          name + ending);
    }
  }

  private static String[] with(List<String> command, Path input, Path output) {
    return Stream.concat(
            command.stream(), Stream.of("--input", input.toString(), "--output", output.toString()))
        .toArray(String[]::new);
  }
}
