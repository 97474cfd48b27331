package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScalingCommandsTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir static Path folder;
  private static String model;

  @BeforeAll
  static void train() {
    Path run = TinyRun.judge(folder.resolve("run"));
    model = run.resolve("checkpoints/latest").toString();
  }

  private static Invocation call(String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--model", model));
    return Invocation.of(all.toArray(String[]::new));
  }

  private static String done(String... arguments) {
    Invocation call = call(arguments);
    assertEquals(0, call.code(), call.err());
    return call.err();
  }

  private static String refused(String... arguments) {
    Invocation call = call(arguments);
    assertEquals(2, call.code(), call.err());
    return call.err();
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(MAPPER.readTree(line));
    }
    return lines;
  }

  @Test
  void everyMethodRanksForItsPrice() throws IOException {
    String[][] methods = {
      {"knockout", "4"}, {"swiss", "6"}, {"elo", "10"}, {"bradley-terry", "10"}, {"win-rate", "10"}
    };
    for (String[] method : methods) {
      Path output = folder.resolve("rank-" + method[0] + ".jsonl");
      String[] arguments = {
        "rank",
        "--input",
        "miniature",
        "--limit",
        "3",
        "--responses",
        "5",
        "--votes",
        "2",
        "--method",
        method[0],
        "--output",
        output.toString()
      };
      String said = done(arguments);
      assertTrue(said.contains("best of n "), said);
      byte[] bytes = Files.readAllBytes(output);
      for (JsonNode line : lines(output)) {
        assertEquals(method[0], line.get("method").asText());
        assertEquals(method[1], line.get("comparisons").asText());
        assertEquals(5, line.get("ranks").size());
        assertEquals(!method[0].equals("knockout"), line.has("intervals"));
        assertEquals(1, line.get("ranks").get(line.get("choice").asInt()).asInt());
        for (JsonNode match : line.get("matches")) {
          for (String order : List.of("a_shown_first", "b_shown_first")) {
            int votes = 0;
            for (JsonNode count : match.get(order)) {
              votes += count.asInt();
            }
            assertEquals(1, votes);
          }
        }
      }
      arguments[arguments.length - 1] = folder.resolve("again-" + method[0]).toString();
      done(arguments);
      assertArrayEquals(
          bytes, Files.readAllBytes(folder.resolve("again-" + method[0])), "the same again");
    }
  }

  @Test
  void anActiveTournamentIsOverWhenTheBestIsDecided() throws IOException {
    int before = 0;
    for (String decided : new String[] {"0.3", "0.5", "1"}) {
      Path output = folder.resolve("active-" + decided + ".jsonl");
      done(
          "rank",
          "--input",
          "miniature",
          "--limit",
          "3",
          "--responses",
          "5",
          "--method",
          "active",
          "--decided",
          decided,
          "--output",
          output.toString());
      int comparisons = 0;
      for (JsonNode line : lines(output)) {
        assertEquals("active", line.get("method").asText());
        assertEquals(5, line.get("intervals").size());
        assertEquals(line.get("comparisons").asInt(), line.get("matches").size());
        comparisons += line.get("comparisons").asInt();
      }
      assertTrue(comparisons > before, decided + " takes " + comparisons);
      before = comparisons;
    }
    assertEquals(30, before, "1 plays all matches");
    String[] wrong = {"rank", "--input", "miniature", "--limit", "3", "--method", "active"};
    List<String> two = new ArrayList<>(List.of(wrong));
    two.addAll(List.of("--decided", "2"));
    assertTrue(refused(two.toArray(String[]::new)).contains("must be in (0, 1]"));
    two.addAll(List.of("--decided", "0.9", "--prior", "0"));
    two.removeAll(List.of("2"));
    two.remove("--decided");
    assertTrue(refused(two.toArray(String[]::new)).contains("the prior is 0.0, must be above 0"));
  }

  @Test
  void identicalResponsesAreOneTeam() throws IOException {
    Path input =
        Files.writeString(
            folder.resolve("twins.jsonl"),
            "{\"prompt\": \"2 + 3\", \"responses\": [\"5\", \"4\", \"<think>so</think>5\","
                + " \"4\"]}\n");
    Path output = folder.resolve("twins-ranked.jsonl");
    done("rank", "--input", input.toString(), "--output", output.toString());
    JsonNode line = lines(output).get(0);
    assertEquals("[0,1,0,1]", line.get("teams").toString());
    assertEquals(1, line.get("comparisons").asInt());
    assertFalse(line.has("right"));
    done("rank", "--no-teams", "--resume", "--input", "" + input, "--output", "" + output);
    assertEquals(6, lines(output).get(0).get("comparisons").asInt());
  }

  private static String[] votes(Path output, String... more) {
    List<String> all = new ArrayList<>();
    all.addAll(
        List.of(
            "scaling",
            "votes",
            "--input",
            "miniature",
            "--limit",
            "12",
            "--samples",
            "6",
            "--max-num-seqs",
            "20",
            "--output",
            output.toString()));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static void same(Path one, Path other) throws IOException {
    for (String name :
        List.of("judgements.jsonl", "scaling.json", "scaling.md", "votes-accuracy.csv")) {
      assertArrayEquals(
          Files.readAllBytes(one.resolve(name)), Files.readAllBytes(other.resolve(name)), name);
    }
  }

  @Test
  void aKilledMeasurementGoesOnAndEndsWithTheSameBytes() throws IOException, InterruptedException {
    Path whole = folder.resolve("whole");
    done(votes(whole));
    Path killed = folder.resolve("killed");
    Path pool = killed.resolve("judgements.jsonl");
    Path log = folder.resolve("killed.log");
    List<String> arguments = new ArrayList<>(List.of(votes(killed)));
    arguments.addAll(List.of("--model", model));
    Process child = Invocation.child(log, arguments.toArray(String[]::new));
    while (child.isAlive() && (!Files.exists(pool) || Files.size(pool) == 0)) {
      Thread.sleep(2);
    }
    child.destroyForcibly().waitFor();
    assertTrue(refused(votes(killed)).contains("is there already; add --resume"));
    assertTrue(
        refused(votes(killed, "--resume", "--seed", "2"))
            .contains("started with different settings"));
    done(votes(killed, "--resume"));
    same(whole, killed);
    byte[] judged = Files.readAllBytes(pool);
    done(votes(killed, "--resume"));
    assertArrayEquals(judged, Files.readAllBytes(pool), "nothing was judged twice");
  }

  @Test
  void budgetsUseThePoolOfTheVotes() throws IOException {
    Path output = folder.resolve("curves");
    done(votes(output));
    byte[] pool = Files.readAllBytes(output.resolve("judgements.jsonl"));
    String[] budget = {
      "scaling",
      "budget",
      "--input",
      "miniature",
      "--limit",
      "12",
      "--samples",
      "3",
      "--max-num-seqs",
      "20",
      "--budgets",
      "4,12",
      "--verdict-tokens",
      "12",
      "--resume",
      "--output",
      output.toString()
    };
    done(budget);
    assertArrayEquals(pool, Files.readAllBytes(output.resolve("judgements.jsonl")));
    JsonNode json = MAPPER.readTree(Files.readString(output.resolve("scaling.json")));
    assertTrue(json.has("votes") && json.has("budget"));
    JsonNode rows = json.get("budget").get("accuracy");
    assertEquals(3 * 5, rows.size(), "two budgets and none, all and four sections");
    assertEquals(4, rows.get(0).get("budget").asInt());
    assertTrue(rows.get(0).get("thinking_tokens").asDouble() <= 4);
    assertEquals(0, rows.get(2).get("forced").asDouble());
  }

  @Test
  void tournamentsAreReplayedFromOnePool() throws IOException {
    Path output = folder.resolve("tournaments");
    done(
        "scaling",
        "tournament",
        "--input",
        "miniature",
        "--limit",
        "3",
        "--responses",
        "4",
        "--samples",
        "3",
        "--output",
        output.toString());
    assertEquals(3 * 6 * 3, lines(output.resolve("matches.jsonl")).size());
    JsonNode rows =
        MAPPER
            .readTree(Files.readString(output.resolve("scaling.json")))
            .at("/tournament/accuracy");
    assertEquals("knockout", rows.get(0).get("method").asText());
    assertEquals(3, rows.get(0).get("comparisons").asDouble(), 1e-9);
  }

  @Test
  void stressIsTheSameEachTime() throws IOException {
    List<byte[]> results = new ArrayList<>();
    for (String name : List.of("stress-1", "stress-2")) {
      Path output = folder.resolve(name);
      done(
          "stress",
          "--input",
          "miniature",
          "--limit",
          "4",
          "--samples",
          "1",
          "--output",
          output.toString());
      results.add(Files.readAllBytes(output.resolve("stress.json")));
    }
    assertArrayEquals(results.get(0), results.get(1));
    JsonNode attacks = MAPPER.readTree(results.get(0)).at("/stress/attacks");
    assertEquals(30, attacks.size()); // all but the one that shows a response twice
  }

  @Test
  void attacksAreSelectedAddedByAResumeAndReadFromAFile() throws IOException {
    Path own =
        Files.writeString(
            folder.resolve("own.jsonl"), "{\"name\":\"promise\",\"response\":\"{response}!\"}\n");
    Path output = folder.resolve("stress-some");
    List<String> some = List.of("--input", "miniature", "--limit", "2", "--samples", "1");
    List<String> call = new ArrayList<>(List.of("stress", "--attacks", "contentless,german"));
    call.addAll(some);
    call.addAll(List.of("--output", output.toString()));
    done(call.toArray(String[]::new));
    assertEquals(List.of("repeat", "empty", "one_token", "german"), attacks(output));
    int before = lines(output.resolve("attacked.jsonl")).size();
    assertEquals(2 * 5, before);
    call.set(2, "empty,own,truncated");
    call.addAll(List.of("--attack-file", own.toString(), "--resume"));
    done(call.toArray(String[]::new));
    assertEquals(List.of("repeat", "empty", "truncated", "promise"), attacks(output));
    JsonNode row =
        MAPPER.readTree(Files.readString(output.resolve("stress.json"))).at("/stress/attacks/2");
    assertEquals(
        2 - row.get("n").asInt(),
        row.get("not_applicable").asText().isEmpty()
            ? 0
            : Integer.parseInt(row.get("not_applicable").asText().split(" ")[0]));
    assertEquals(before + 2 + row.get("n").asInt(), lines(output.resolve("attacked.jsonl")).size());
    assertTrue(
        refused("stress", "--input", "miniature", "--attacks", "empt", "--output", "x")
            .contains("--attacks has 'empt', which is no attack"));
  }

  private static List<String> attacks(Path output) throws IOException {
    List<String> names = new ArrayList<>();
    MAPPER
        .readTree(Files.readString(output.resolve("stress.json")))
        .at("/stress/attacks")
        .forEach(row -> names.add(row.get("attack").asText()));
    return names;
  }

  @Test
  void mistakesAreOneLine() throws IOException {
    String out = folder.resolve("no").toString();
    assertTrue(refused("rank", "--input", "none.jsonl").contains("none.jsonl: does not exist"));
    assertTrue(
        refused("rank", "--input", "miniature", "--method", "elos").contains("must be knockout/"));
    assertTrue(
        refused("rank", "--input", "miniature", "--limit", "2", "--opponents", "-1")
            .contains("--opponents is -1, must be 0 or more"));
    assertTrue(
        refused("scaling", "votes", "--input", "miniature", "--samples", "0", "--output", out)
            .contains("--samples is 0, must be from 1 to 1000"));
    assertTrue(
        refused("scaling", "votes", "--input", "miniature", "--temperature", "0", "--output", out)
            .contains("raise the temperature"));
    assertTrue(
        refused("scaling", "budget", "--input", "miniature", "--budgets", "0", "--output", out)
            .contains("--budgets has [0]"));
    Path plain =
        Files.writeString(
            folder.resolve("plain.jsonl"), "{\"prompt\": \"q\", \"responses\": [\"a\", \"b\"]}\n");
    assertTrue(
        refused("scaling", "tournament", "--input", plain.toString(), "--output", out)
            .contains("has no query with different scores"));
    assertFalse(Files.exists(Path.of(out)));
  }
}
