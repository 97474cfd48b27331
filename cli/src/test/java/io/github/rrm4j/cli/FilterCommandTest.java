package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.PairSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilterCommandTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir static Path folder;
  private static Path run;
  private static Path unbroken;

  @BeforeAll
  static void trainAndFilter() {
    run = TinyRun.judge(folder.resolve("run"));
    unbroken = folder.resolve("unbroken.jsonl");
    Invocation call = Invocation.of(arguments(unbroken));
    assertEquals(0, call.code(), call.err());
    assertTrue(call.err().contains(" of 40 pairs kept (right<4)"), call.err());
  }

  private static String[] arguments(Path output, String... more) {
    List<String> all = new ArrayList<>();
    all.addAll(
        List.of(
            "data",
            "filter",
            "--model",
            run.resolve("checkpoints/latest").toString(),
            "--input",
            run.resolve("data/train.jsonl").toString(),
            "--max-num-seqs",
            "12",
            "--output",
            output.toString()));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static Path counts(Path output) {
    return output.resolveSibling(output.getFileName() + ".counts.jsonl");
  }

  private static List<JsonNode> tallies(Path output) throws IOException {
    List<JsonNode> tallies = new ArrayList<>();
    for (String line : Files.readAllLines(counts(output))) {
      tallies.add(MAPPER.readTree(line));
    }
    return tallies;
  }

  @Test
  void keptPairsAreThoseWhoseCountsMeetTheCondition() throws IOException {
    List<Pair> pairs = PairSource.of(run.resolve("data/train.jsonl").toString()).read();
    List<JsonNode> tallies = tallies(unbroken);
    assertEquals(pairs.size(), tallies.size());
    List<Pair> expected = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      JsonNode tally = tallies.get(i);
      assertEquals(pairs.get(i).id(), tally.get("id").asText());
      int judged = 0;
      for (String count : List.of("right", "wrong", "malformed", "truncated")) {
        judged += tally.get(count).asInt();
      }
      assertEquals(4, judged);
      if (tally.get("right").asInt() < 4) {
        expected.add(pairs.get(i));
      }
    }
    assertEquals(expected, PairSource.of(unbroken.toString()).read());
  }

  @Test
  void anotherConditionIsAppliedToTheCountsThatAreThere() throws IOException {
    Path output = copy("again", Long.MAX_VALUE);
    Invocation call = Invocation.of(arguments(output, "--resume", "--keep", "right<99"));
    assertEquals(0, call.code(), call.err());
    assertEquals(
        PairSource.of(run.resolve("data/train.jsonl").toString()).read(),
        PairSource.of(output.toString()).read());
    assertArrayEquals(Files.readAllBytes(counts(unbroken)), Files.readAllBytes(counts(output)));
  }

  /** What a kill leaves: the settings and some bytes of the counts. */
  private static Path copy(String name, long bytes) throws IOException {
    Path output = folder.resolve(name + ".jsonl");
    Files.copy(
        folder.resolve("unbroken.jsonl.settings.json"),
        folder.resolve(name + ".jsonl.settings.json"));
    Files.copy(counts(unbroken), counts(output));
    try (var channel = Files.newByteChannel(counts(output), StandardOpenOption.WRITE)) {
      channel.truncate(Math.min(bytes, channel.size()));
    }
    return output;
  }

  @Test
  void aRunThatWasCutAtAnyByteEndsWithTheSameBytes() throws IOException {
    long size = Files.size(counts(unbroken));
    for (long bytes : new long[] {1, size / 2, size - 1}) {
      Path output = copy("cut-" + bytes, bytes);
      Invocation call = Invocation.of(arguments(output, "--resume"));
      assertEquals(0, call.code(), call.err());
      assertArrayEquals(Files.readAllBytes(unbroken), Files.readAllBytes(output));
      assertArrayEquals(Files.readAllBytes(counts(unbroken)), Files.readAllBytes(counts(output)));
    }
  }

  @Test
  void aRunThatIsKilledAgainAndAgainEndsWithTheSameBytes()
      throws IOException, InterruptedException {
    Path output = folder.resolve("killed.jsonl");
    Path log = folder.resolve("killed.log");
    for (int kill = 0; kill < 2; kill++) {
      Process child = Invocation.child(log, arguments(output, "--resume"));
      long before = Files.exists(counts(output)) ? Files.size(counts(output)) : 0;
      while (child.isAlive()
          && (!Files.exists(counts(output)) || Files.size(counts(output)) == before)) {
        Thread.sleep(2);
      }
      child.destroyForcibly().waitFor();
    }
    Invocation call = Invocation.of(arguments(output, "--resume"));
    assertEquals(0, call.code(), call.err() + Files.readString(log));
    assertArrayEquals(Files.readAllBytes(unbroken), Files.readAllBytes(output));
    assertArrayEquals(Files.readAllBytes(counts(unbroken)), Files.readAllBytes(counts(output)));
  }

  private static String refused(Path output, String... more) {
    Invocation call = Invocation.of(arguments(output, more));
    assertEquals(2, call.code(), call.err());
    assertFalse(Files.exists(output));
    return call.err();
  }

  @Test
  void countsAreNeitherOverwrittenNorMixedWithOthers() throws IOException {
    Path output = copy("mixed", 100);
    assertTrue(refused(output).contains("is there already; add --resume"));
    String said = refused(output, "--resume", "--seed", "2");
    assertTrue(said.contains("were started with different settings"), said);
    Path other = copy("other", Long.MAX_VALUE);
    String text = Files.readString(counts(other));
    Files.writeString(counts(other), text.replaceFirst("\"id\":\"[^\"]*\"", "\"id\":\"x\""));
    String belongs = refused(other, "--resume");
    assertTrue(belongs.contains("counts pair 'x', but pair 1 of "), belongs);
    assertTrue(
        refused(folder.resolve("no.jsonl"), "--keep", "rigth<4").contains("--keep 'rigth<4'"));
  }

  @Test
  void aPairThatDoesNotFitIsNamedBeforeAnyIsJudged() throws IOException {
    Path input =
        Files.writeString(
            folder.resolve("long.jsonl"),
            Text.format(
                "{\"prompt\": \"%s\", \"chosen\": \"8\", \"rejected\": \"9\"}%n",
                "4 + ".repeat(500)));
    Path output = folder.resolve("long-kept.jsonl");
    String[] other = arguments(output);
    other[5] = input.toString();
    Invocation call = Invocation.of(other);
    assertEquals(2, call.code());
    String said = call.err();
    assertTrue(said.contains("long.jsonl"), said);
    assertTrue(said.contains("long.jsonl:1: the prompt of pair"), said);
    assertFalse(Files.exists(counts(output)));
  }
}
