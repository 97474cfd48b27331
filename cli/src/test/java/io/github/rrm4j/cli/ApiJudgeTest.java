package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.remote.StandInChat;
import io.github.rrm4j.remote.StandInServer.Fault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command that asks a judge, with one behind an API that speaks text. */
class ApiJudgeTest {

  private static final Fault AWAY = StandInChat.status(503, "overloaded");

  @TempDir private Path folder;
  private final StandInChat server = new StandInChat();

  @BeforeEach
  void says() throws IOException {
    Files.writeString(
        folder.resolve("words.txt"),
        "=== verdict brackets\n=== user\n{query}|{response_1}|{response_2}\n");
    server.says = question -> question.split("\\|")[1].contains("good") ? "[[A]]" : "[[B]]";
  }

  @AfterEach
  void close() {
    server.close();
  }

  private String[] with(String... arguments) {
    List<String> all = new ArrayList<>(Arrays.asList(arguments));
    all.addAll(
        List.of(
            "--judge",
            "openai",
            "--base-url",
            server.url(),
            "--model",
            StandInChat.MODEL,
            "--api-attempts",
            "1",
            "--template",
            folder.resolve("words.txt").toString()));
    return all.toArray(String[]::new);
  }

  private Invocation ok(String... arguments) {
    Invocation call = Invocation.of(with(arguments));
    assertEquals(0, call.code(), call.err());
    return call;
  }

  private static String refused(String... arguments) {
    Invocation call = Invocation.of(arguments);
    assertEquals(2, call.code(), call.err());
    return call.err();
  }

  private Path pairs() throws IOException {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 6; i++) {
      text.append(
          "{\"id\": \"p%d\", \"prompt\": \"q%d\", \"chosen\": \"good\", \"rejected\": \"bad\"}\n"
              .formatted(i, i));
    }
    return Files.writeString(folder.resolve("pairs.jsonl"), text);
  }

  private Path prices() throws IOException {
    return Files.writeString(
        folder.resolve("prices.json"),
        "{\"models\": [{\"name\": \"judge-1\", \"input\": 10, \"output\": 100}]}");
  }

  /** Answers no question about some queries. */
  private void away(String... queries) {
    server.always =
        question ->
            List.of(queries).contains(question.split("\\|")[0])
                ? Optional.of(AWAY)
                : Optional.empty();
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(Json.parse(line));
    }
    return lines;
  }

  @Test
  void evaluateCountsFailedJudgementsAndAsksAgainForThemAlone() throws IOException {
    Path output = folder.resolve("evaluation");
    String[] command = {
      "evaluate",
      "--input",
      pairs().toString(),
      "--orders",
      "both",
      "--votes",
      "2",
      "--prices",
      prices().toString(),
      "--max-failed",
      "0.5",
      "--output",
      output.toString()
    };
    away("q3");
    String said = ok(command).err();
    assertTrue(said.contains("24 calls (4 failed: status 503); "), said);
    assertTrue(said.contains(", $0."), said);
    JsonNode result = Json.read(output.resolve("result.json"));
    assertEquals(4.0 / 24, value(result, "failed"), 1e-9);
    assertEquals(4.0 / 24, value(result, "unreadable"), 1e-9);
    assertEquals(3, value(result, "input_tokens"), 1e-9); // q0|good|bad
    assertEquals((3 * 10 + 2 * 100) / 1e6, value(result, "cost_usd"), 1e-9);
    assertFalse(Files.readString(output.resolve("judgements.jsonl")).contains("probability"));

    away();
    int calls = server.calls.get();
    ok(with(command, "--resume"));
    assertEquals(calls + 4, server.calls.get());
    JsonNode whole = Json.read(output.resolve("result.json"));
    assertEquals(0, value(whole, "failed"));
    assertEquals(1, value(whole, "accuracy"));
    ok(with(command, "--resume"));
    assertEquals(calls + 4, server.calls.get(), "nothing is judged twice");
  }

  private static double value(JsonNode result, String name) {
    for (JsonNode measured : result.path("behaviour")) {
      if (measured.path("name").asText().equals(name)) {
        return measured.path("value").asDouble();
      }
    }
    JsonNode named = result.path("behaviour").path(name);
    assertTrue(named.path("value").isNumber(), result.path("behaviour").toString());
    return named.path("value").asDouble();
  }

  private static String[] with(String[] command, String... more) {
    List<String> all = new ArrayList<>(Arrays.asList(command));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  @Test
  void judgeTellsTheReasoningOfOnePairAndTheCountsOfAFile() throws IOException {
    server.reasoning = "The first is good.";
    Invocation one = ok("judge", "--query", "q", "--first", "good", "--second", "bad");
    assertTrue(one.out().startsWith("<think>\nThe first is good.\n</think>\n\n[[A]]\n"), one.out());
    assertTrue(one.out().contains("verdict: first (5 thinking tokens)"), one.out());
    assertTrue(one.err().contains("judge-1 by openai at " + server.url() + ": 1 calls"), one.err());

    Path output = folder.resolve("verdicts.jsonl");
    String[] command = {
      "judge", "--input", pairs().toString(), "--output", output.toString(), "--both-orders"
    };
    away("q1");
    String said = ok(command).err();
    assertTrue(said.contains("0 truncated, and 2 failed; "), said);
    JsonNode line = lines(output).get(1);
    assertEquals(2, line.path("failed").asInt());
    assertEquals("unreadable", line.path("verdict").asText());
    assertEquals(6, lines(output).get(0).path("input_tokens").asInt());
    assertFalse(lines(output).get(0).has("cost_usd"));
  }

  @Test
  void rankAndScalingAskAgainForWhatFailed() throws IOException {
    Path lists =
        Files.writeString(
            folder.resolve("lists.jsonl"),
            "{\"id\": \"a\", \"prompt\": \"q0\", \"responses\": [\"bad\", \"good\"]}\n"
                + "{\"id\": \"b\", \"prompt\": \"q1\", \"responses\": [\"good\", \"bad\"]}\n");
    Path output = folder.resolve("ranks.jsonl");
    String[] rank = {
      "rank",
      "--input",
      lists.toString(),
      "--output",
      output.toString(),
      "--both-orders",
      "--max-failed",
      "0.9"
    };
    away("q1");
    ok(rank);
    away();
    int calls = server.calls.get();
    ok(with(rank, "--resume"));
    assertEquals(calls + 2, server.calls.get(), "both orders of one match");
    assertEquals(1, lines(output).get(0).path("choice").asInt());
    assertEquals(0, lines(output).get(1).path("choice").asInt());

    Path pool = folder.resolve("pool");
    String[] votes = {
      "scaling",
      "votes",
      "--input",
      pairs().toString(),
      "--samples",
      "3",
      "--output",
      pool.toString(),
      "--max-failed",
      "0.9"
    };
    away("q2");
    calls = server.calls.get();
    assertTrue(ok(votes).err().contains("3 judgements failed; --resume asks for them again"));
    assertEquals(calls + 18, server.calls.get());
    away();
    Invocation again = ok(with(votes, "--resume"));
    assertFalse(again.err().contains("judgements failed"), again.err());
    assertEquals(calls + 21, server.calls.get());

    assertTrue(
        refused(
                with(
                    "scaling",
                    "budget",
                    "--input",
                    pairs().toString(),
                    "--samples",
                    "1",
                    "--budgets",
                    "4",
                    "--output",
                    folder.resolve("budget").toString()))
            .contains("needs the judge's tokens, must have a model folder (--model DIR)"));
  }

  @Test
  void annotateAndArenaAskAgainForWhatFailed() throws IOException {
    Path replies =
        Files.writeString(
            folder.resolve("replies.jsonl"),
            "{\"id\": \"a\", \"prompt\": \"q0\", \"responses\": [\"bad\", \"good\"]}\n"
                + "{\"id\": \"b\", \"prompt\": \"q1\", \"responses\": [\"good\", \"bad\"]}\n");
    Path labels = folder.resolve("labels.jsonl");
    String[] annotate = {
      "annotate",
      "--input",
      replies.toString(),
      "--output",
      labels.toString(),
      "--max-failed",
      "0.9"
    };
    away("q1");
    assertTrue(ok(annotate).err().contains("1 pairs labelled, 1 undecided (failed 1)"));
    away();
    int calls = server.calls.get();
    assertTrue(ok(with(annotate, "--resume")).err().contains("2 pairs labelled, 0 undecided"));
    assertEquals(calls + 2, server.calls.get());

    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    StandIns.model(first);
    StandIns.model(second);
    silence(second.resolve("model.safetensors"));
    Path prompts =
        Files.writeString(
            folder.resolve("prompts.jsonl"),
            "{\"id\": \"a\", \"prompt\": \"q0\"}\n{\"id\": \"b\", \"prompt\": \"q1\"}\n");
    Path arena = folder.resolve("arena");
    String[] battles = {
      "arena",
      "--first",
      first.toString(),
      "--second",
      second.toString(),
      "--input",
      prompts.toString(),
      "--policy-max-new-tokens",
      "40",
      "--output",
      arena.toString(),
      "--max-failed",
      "0.9"
    };
    away("q1");
    String said = ok(battles).err();
    assertTrue(said.contains("2 unreadable (2 judgements failed, --resume asks again)"), said);
    away();
    calls = server.calls.get();
    assertTrue(ok(with(battles, "--resume")).err().contains("0 unreadable;"));
    assertEquals(calls + 2, server.calls.get());
    assertEquals(0, Json.read(arena.resolve("result.json")).path("failed").asInt(-1));
  }

  /** A model whose weights are 0 says the same token without end. */
  private static void silence(Path weights) throws IOException {
    byte[] bytes = Files.readAllBytes(weights);
    Arrays.fill(bytes, bytes.length / 3, bytes.length, (byte) 0);
    Files.write(weights, bytes);
  }

  @Test
  void aServerThatIsDownEndsTheCommandInOneLineAndKeepsWhatIsThere() throws IOException {
    Path output = folder.resolve("evaluation");
    String[] command = {
      "evaluate",
      "--input",
      pairs().toString(),
      "--votes",
      "4",
      "--max-num-seqs",
      "8",
      "--output",
      output.toString()
    };
    away("q2", "q3");
    String said = refused(with(command));
    assertTrue(
        said.contains("judge: none of 8 judgements came, the last one: " + server.url()), said);
    assertEquals(2, lines(output.resolve("judgements.jsonl")).size());
    away();
    ok(with(command, "--resume"));
    assertEquals(8 + 8 + 16, server.calls.get());
  }

  @Test
  void optionsThatDoNotGoTogetherAreRefused() throws IOException {
    String input = pairs().toString();
    for (String[] wrong :
        List.of(
            with("judge", "--input", input, "--adapter", "x"),
            with(
                "judge",
                "--input",
                input,
                "--engine-url",
                "http://127.0.0.1:1",
                "--engine",
                "sglang"),
            new String[] {"judge", "--input", input, "--model", "x", "--base-url", "http://x"},
            new String[] {"judge", "--input", input, "--judge", "openai"},
            with("evaluate", "--input", input, "--judge-type", "scalar"),
            with("judge", "--input", input, "--thinking-budget", "4"),
            with("judge", "--input", input, "--api-extra", "[1]"),
            with("judge", "--input", input, "--verdict", "box"),
            with("judge", "--input", input, "--max-failed", "2"))) {
      assertEquals(1, refused(wrong).strip().lines().count(), String.join(" ", wrong));
    }
    assertEquals(0, server.calls.get());
  }
}
