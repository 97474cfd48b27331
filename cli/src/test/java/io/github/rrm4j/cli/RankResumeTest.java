package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code rank} has judged is lost neither by a kill nor by games that give no rating. */
class RankResumeTest {

  @TempDir static Path folder;
  private static String model;

  @BeforeAll
  static void train() {
    model = TinyRun.judge(folder.resolve("run")).resolve("checkpoints/latest").toString();
  }

  private static List<String> rank(Path output, String... more) {
    List<String> words =
        new ArrayList<>(List.of("rank", "--model", model, "--input", "miniature", "--limit", "6"));
    words.addAll(List.of("--responses", "4", "--max-num-seqs", "8", "--output", "" + output));
    words.addAll(Arrays.asList(more));
    return words;
  }

  private static Invocation call(List<String> words) {
    return Invocation.of(words.toArray(String[]::new));
  }

  private static void done(Path output, String... more) {
    Invocation call = call(rank(output, more));
    assertEquals(0, call.code(), call.err());
  }

  private static Path judged(Path output) {
    return output.resolveSibling(output.getFileName() + ".judgements.jsonl");
  }

  private static void same(Path one, Path other) throws IOException {
    assertArrayEquals(Files.readAllBytes(one), Files.readAllBytes(other), other.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"elo", "swiss", "knockout", "bradley-terry", "listwise"})
  void aFileThatWasCutAnywhereEndsWithTheSameBytes(String method) throws IOException {
    String words = method.equals("listwise") ? "compact-listwise" : "compact";
    String[] rules = {"--method", method, "--votes", "3", "--template", words};
    Path whole = folder.resolve(method + ".jsonl");
    done(whole, rules);
    byte[] bytes = Files.readAllBytes(judged(whole));
    Path output = folder.resolve(method + "-cut.jsonl");
    done(output, rules);
    for (int cut : new int[] {1, bytes.length / 3, bytes.length / 2, bytes.length - 1}) {
      Files.write(judged(output), Arrays.copyOf(bytes, cut));
      Files.delete(output);
      List<String> again = new ArrayList<>(List.of(rules));
      again.add("--resume");
      done(output, again.toArray(String[]::new));
      same(judged(whole), judged(output));
      same(whole, output);
    }
  }

  @Test
  void aKilledRankingGoesOnAndEndsWithTheSameBytes() throws IOException, InterruptedException {
    Path whole = folder.resolve("whole.jsonl");
    done(whole);
    Path killed = folder.resolve("killed.jsonl");
    Path pool = judged(killed);
    Process child =
        Invocation.child(folder.resolve("killed.log"), rank(killed).toArray(String[]::new));
    while (child.isAlive() && (!Files.exists(pool) || Files.size(pool) == 0)) {
      Thread.sleep(2);
    }
    child.destroyForcibly().waitFor();
    assertTrue(Files.size(pool) > 0, Files.readString(folder.resolve("killed.log")));
    Invocation again = call(rank(killed));
    assertEquals(2, again.code());
    assertTrue(again.err().contains("is there already; add --resume"), again.err());
    Invocation other = call(rank(killed, "--resume", "--votes", "2"));
    assertEquals(2, other.code());
    assertTrue(other.err().contains("different settings: votes was 1, is 2"), other.err());
    done(killed, "--resume");
    same(pool, judged(whole));
    same(whole, killed);
    Path settings = folder.resolve("killed.jsonl.settings.json");
    JsonNode kept = new ObjectMapper().readTree(Files.readString(settings));
    assertEquals(64, kept.get("model_sha256").asText().length());
  }

  @Test
  void gamesWithoutARatingLoseNoJudgement() throws IOException {
    Path output = folder.resolve("unrated.jsonl");
    Invocation unrated = call(rank(output, "--method", "bradley-terry", "--prior", "0"));
    assertEquals(2, unrated.code(), "one of six tournaments has a response without a win");
    assertEquals(1, unrated.err().lines().filter(line -> line.startsWith("rrm: ")).count());
    assertTrue(unrated.err().contains("rrm: query '"), unrated.err());
    assertTrue(
        unrated.err().contains("what was judged is kept, use --resume with another rule"),
        unrated.err());
    assertFalse(Files.exists(output));
    byte[] judgements = Files.readAllBytes(judged(output));
    assertEquals(6 * 6, Files.readAllLines(judged(output)).size());
    done(output, "--method", "bradley-terry", "--resume");
    assertArrayEquals(judgements, Files.readAllBytes(judged(output)), "nothing was judged twice");
    Path direct = folder.resolve("direct.jsonl");
    done(direct, "--method", "bradley-terry");
    same(direct, output);
  }

  @Test
  void everyLineSaysForWhichOrderItsVerdictIs() throws IOException {
    Path output = folder.resolve("lines.jsonl");
    done(output, "--both-orders");
    List<String> lines = Files.readAllLines(judged(output));
    assertEquals(2 * 36, lines.size());
    int swapped = 0;
    for (String text : lines) {
      JsonNode line = new ObjectMapper().readTree(text);
      assertEquals("given", line.get("verdict_order").asText());
      swapped += line.get("order").asText().equals("swapped") ? 1 : 0;
      assertEquals(1, line.get("samples").size());
    }
    assertEquals(36, swapped);
  }

  @Test
  void aLimitOfAFileIsASampleOfItsSections() throws IOException {
    StringBuilder lists = new StringBuilder();
    for (String section : List.of("x", "y", "y")) {
      for (int i = 0; i < 4; i++) {
        lists.append(
            Text.format(
                "{\"id\":\"%s%d\",\"section\":\"%s\",\"prompt\":\"1 + %d\",\"responses\":[\"1\",\"2\"]}%n",
                section, lists.length(), section, i));
      }
    }
    Path input = Files.writeString(folder.resolve("lists.jsonl"), lists);
    Path output = folder.resolve("sampled.jsonl");
    Invocation call =
        Invocation.of(
            "rank",
            "--model",
            model,
            "--input",
            "" + input,
            "--limit",
            "3",
            "--output",
            "" + output);
    assertEquals(0, call.code(), call.err());
    assertTrue(
        call.err()
            .contains(
                input + ": 3 of 12 queries are taken, stratified by section, seed 1: x 1, y 2\n"),
        call.err());
    assertEquals(3, Files.readAllLines(output).size());
    String settings = Files.readString(folder.resolve("sampled.jsonl.settings.json"));
    assertTrue(settings.contains("items 3 stratified by section, seed 1\""), settings);
  }

  @Test
  void withoutAnOutputNothingCanBeGoneOnWith() {
    Invocation call = Invocation.of("rank", "--model", model, "--input", "miniature", "--resume");
    assertEquals(2, call.code());
    assertEquals(
        "rrm: rank: --resume needs --output, the file to go on with; add it\n", call.err());
  }
}
