package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A direct judge before a reasoning one, live, beside the curve of their two results. */
class RouterCommandTest {

  @TempDir static Path folder;
  private static Path reasoning;
  private static Path direct;
  private static String data;

  @BeforeAll
  static void train() {
    reasoning = TinyRun.judge(folder.resolve("reasoning"));
    direct = folder.resolve("direct");
    Invocation trained =
        Invocation.of(
            "train",
            TinyRun.root().resolve("configs/miniature/direct-sft.yaml").toString(),
            "--output",
            direct.toString(),
            "--set",
            "sft.steps=40",
            "--set",
            "sft.batch_size=8",
            "--set",
            "sft.optimizer.learning_rate=1e-2",
            "--set",
            "data.miniature.train_pairs=40",
            "--set",
            "data.miniature.heldout_pairs=24",
            "--set",
            "evaluation.pairs=4",
            "--set",
            "evaluation.final_pairs=4",
            "--set",
            "checkpoint.every=40");
    assertEquals(0, trained.code(), trained.err());
    data = direct.resolve("data/heldout.jsonl").toString();
  }

  private static Invocation evaluate(Path model, Path output, String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "evaluate",
                "--model",
                model.toString(),
                "--input",
                data,
                "--orders",
                "both",
                "--split-votes",
                "half",
                "--output",
                output.toString()));
    all.addAll(List.of(more));
    return Invocation.of(all.toArray(String[]::new));
  }

  private static JsonNode read(Path folder, String file) throws IOException {
    return Json.parse(Files.readString(folder.resolve(file)));
  }

  /** The lines of judgements without the seconds that they took. */
  private static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      JsonNode one = Json.parse(line);
      one.path("samples").forEach(sample -> ((ObjectNode) sample).remove("seconds"));
      lines.add(one);
    }
    return lines;
  }

  private static String[] router(String below, String... more) {
    return Stream.concat(
            Stream.of("--router-model", direct.toString(), "--router-below", below),
            Stream.of(more))
        .toArray(String[]::new);
  }

  /** A command of the reasoning judge behind the direct one. */
  private static Invocation routed(String below, String... command) {
    return Invocation.of(
        Stream.concat(Stream.of(command), Stream.of(router(below))).toArray(String[]::new));
  }

  /** A line of the data as a query with its two responses, the better one first. */
  private static ObjectNode listed(String line) throws IOException {
    JsonNode pair = Json.parse(line);
    ObjectNode list = Json.object();
    list.set("id", pair.get("id"));
    list.set("prompt", pair.get("prompt"));
    list.putArray("responses").add(pair.get("chosen")).add(pair.get("rejected"));
    return list;
  }

  @Test
  void liveItIsThePointOfTheCurveAndGoesOnAfterAKill() throws IOException {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    assertEquals(0, evaluate(direct, first, "--temperature", "1").code());
    assertEquals(0, evaluate(reasoning, second).code());
    Path curve = folder.resolve("curve");
    Invocation scaled =
        Invocation.of(
            "scaling",
            "router",
            "--direct",
            first.toString(),
            "--reasoning",
            second.toString(),
            "--token-budget",
            "100000",
            "--output",
            curve.toString());
    assertEquals(0, scaled.code(), scaled.err());
    assertTrue(scaled.out().contains("recommended (at most 100000 tokens): "), scaled.out());
    int points = 0;
    for (JsonNode point : read(curve, "scaling.json").at("/router/curve")) {
      if (point.path("section").asText().equals("all") && point.path("below").isNumber()) {
        points++;
        Path live = folder.resolve("live" + points);
        Invocation call = evaluate(reasoning, live, router(point.get("below").asText()));
        assertEquals(0, call.code(), call.err());
        JsonNode result = read(live, "result.json");
        long n = point.get("n").asLong();
        JsonNode counts = result.get("router");
        assertEquals(
            point.get("sent_on").asDouble(),
            counts.get("answered_by_reasoning").asDouble() / (2 * n),
            1e-12);
        assertEquals(2 * n, counts.get("direct_answers").asLong());
        assertEquals(
            point.get("tokens").asDouble(),
            (counts.get("direct_tokens").asDouble() + counts.get("reasoning_tokens").asDouble())
                / n,
            1e-9);
        assertEquals(credit(lines(live.resolve("judgements.jsonl"))), accuracy(point) * n, 1e-9);
        assertTrue(call.out().contains("the direct judge answered"), call.out());
      }
    }
    assertTrue(points >= 3, points + " points");
    goesOn(folder.resolve("live" + points));
  }

  private static double accuracy(JsonNode point) {
    return point.get("accuracy").asDouble();
  }

  /** The credit of all comparisons by the votes of both orders, a split or unreadable one half. */
  private static double credit(List<JsonNode> lines) {
    double credit = 0;
    for (int i = 0; i < lines.size(); i += 2) {
      int lead = 0;
      for (JsonNode line : List.of(lines.get(i), lines.get(i + 1))) {
        assertEquals(lines.get(i).get("id"), line.get("id"));
        String gold = line.get("gold").asInt() == 1 ? "first" : "second";
        String said = line.at("/samples/0/verdict").asText();
        lead += said.equals(gold) ? 1 : said.equals("first") || said.equals("second") ? -1 : 0;
      }
      credit += lead > 0 ? 1 : lead < 0 ? 0 : 0.5;
    }
    return credit;
  }

  /** An odd number of lines is left: a comparison of which one order is judged. */
  private static void goesOn(Path live) throws IOException {
    Path file = live.resolve("judgements.jsonl");
    List<JsonNode> whole = lines(file);
    String below =
        Json.parse(Files.readString(live.resolve("settings.json"))).at("/router/below").asText();
    Files.write(file, Files.readAllLines(file).subList(0, 7));
    Invocation call = evaluate(reasoning, live, router(below, "--resume"));
    assertEquals(0, call.code(), call.err());
    assertEquals(whole, lines(file));
    Invocation other = evaluate(reasoning, live, router("0.987", "--resume"));
    assertEquals(2, other.code());
    assertTrue(other.err().contains("router.below was"), other.err());
  }

  @Test
  void judgeSaysWhoAnsweredEachPair() throws IOException {
    Path output = folder.resolve("verdicts.jsonl");
    Invocation call =
        routed(
            "1",
            "judge",
            "--model",
            reasoning.toString(),
            "--input",
            data,
            "--votes",
            "3",
            "--output",
            output.toString());
    assertEquals(0, call.code(), call.err());
    List<String> lines = Files.readAllLines(output);
    long sent = 0;
    long direct = 0;
    for (String line : lines) {
      JsonNode one = Json.parse(line);
      boolean on = one.at("/router/answered_by").asText().equals("reasoning");
      sent += on ? 1 : 0;
      direct += one.at("/router/direct_tokens").asLong();
      assertTrue(one.get("tokens").asLong() >= one.at("/router/direct_tokens").asLong());
      int votes = 0;
      for (String field : List.of("first", "second", "malformed", "truncated")) {
        votes += one.get(field).asInt();
      }
      assertEquals(on ? 3 : 1, votes);
    }
    String summary =
        "of "
            + lines.size()
            + " pairs the direct judge answered "
            + (lines.size() - sent)
            + ", the reasoning judge "
            + sent
            + "; direct: "
            + lines.size()
            + " judgements";
    assertTrue(call.err().contains(summary), call.err());
    assertTrue(call.err().contains(" " + direct + " tokens; reasoning: " + 3 * sent), call.err());
  }

  @Test
  void onePairIsAnsweredWithAWordOnWhoDid() {
    Invocation call =
        routed(
            "1",
            "judge",
            "--model",
            reasoning.toString(),
            "--query",
            "4 + 4",
            "--first",
            "8",
            "--second",
            "9");
    assertTrue(call.out().contains("answered by: "), call.out() + call.err());
  }

  @Test
  void aServerAnswersAsJudgeDoesWithTheSameRouter() throws IOException, InterruptedException {
    Path output = folder.resolve("offline.jsonl");
    Invocation judged =
        routed(
            "0.7",
            "judge",
            "--model",
            reasoning.toString(),
            "--input",
            data,
            "--both-orders",
            "--votes",
            "3",
            "--output",
            output.toString());
    assertEquals(0, judged.code(), judged.err());
    List<String> verdicts = Files.readAllLines(output);
    List<String> pairs = Files.readAllLines(Path.of(data));
    Path log = Files.createFile(folder.resolve("serve.log"));
    ServedProcess server = ServedProcess.start(log, router("0.7", "--model", reasoning.toString()));
    try {
      for (int i = 0; i < 8; i++) {
        JsonNode offline = Json.parse(verdicts.get(i));
        String body = listed(pairs.get(i)).put("votes", 3).toString();
        String answer = server.judge(body).body();
        JsonNode served = Json.parse(answer).at("/pairs/0");
        assertEquals(offline.get("router"), served.get("router"), answer);
        assertEquals(offline.get("tokens"), served.get("tokens"), answer);
        assertEquals(offline.get("verdict"), served.get("result"), answer);
      }
    } finally {
      server.process().destroyForcibly();
    }
  }

  @Test
  void annotateAsksTheReasoningJudgeOnlyWhereTheDirectOneIsUnsure() throws IOException {
    Path lists = folder.resolve("lists.jsonl");
    List<String> prompts = new ArrayList<>();
    for (String line : Files.readAllLines(Path.of(data))) {
      prompts.add(listed(line).toString());
    }
    Files.write(lists, prompts);
    Path output = folder.resolve("labels.jsonl");
    Invocation call =
        routed(
            "0.7",
            "annotate",
            "--judge",
            reasoning.toString(),
            "--input",
            lists.toString(),
            "--votes",
            "3",
            "--orders-may-disagree",
            "--output",
            output.toString());
    assertEquals(0, call.code(), call.err());
    int[] answered = new int[2];
    for (String line : Files.readAllLines(folder.resolve("labels.jsonl.judged.jsonl"))) {
      JsonNode duel = Json.parse(line).at("/duels/0");
      boolean on = duel.at("/router/answered_by").asText().equals("reasoning");
      boolean unsure = !(duel.at("/router/confidence").asDouble(0) >= 0.7);
      assertEquals(unsure, on, line);
      answered[on ? 1 : 0]++;
      int votes = 0;
      for (String order : List.of("a_shown_first", "b_shown_first")) {
        for (String field : List.of("a", "b", "malformed", "truncated", "overlong")) {
          votes += duel.path(order).get(field).asInt();
        }
      }
      assertEquals(on ? 6 : 2, votes, line);
    }
    assertEquals(prompts.size(), answered[0] + answered[1]);
    String summary =
        "router: of "
            + prompts.size()
            + " pairs of replies the direct judge answered "
            + answered[0]
            + ", the reasoning judge "
            + answered[1];
    assertTrue(call.err().contains(summary), call.err());
  }

  @Test
  void whatMakesNoRouterIsRefusedInALine() throws IOException {
    assertRefused("--router-below is given without --router-model", "--router-below", "0.8");
    assertRefused("must be in (0.5, 1]", router("0.3"));
    assertRefused("must be a number in (0.5, 1] or a folder", router("much"));
    assertRefused("recommends no confidence", router(folder.toString()));
    assertRefused(
        "its judge thinks", "--router-model", reasoning.toString(), "--router-below", "0.8");
    assertRefused("--votes has several numbers", router("0.8", "--votes", "1,3"));
    assertRefused("where no reasoning judge is asked", router("0.8", "--judge-type", "first"));
    Path advised = Files.createDirectory(folder.resolve("advised"));
    Files.writeString(
        advised.resolve("scaling.json"),
        "{\"router\": {\"recommended\": [{\"sent_on\": 1, \"below\": null}]}}");
    assertRefused("recommends the reasoning judge alone", router(advised.toString()));
    assertFalse(Files.exists(folder.resolve("refused")));
  }

  private static void assertRefused(String reason, String... arguments) {
    Invocation call = evaluate(reasoning, folder.resolve("refused"), arguments);
    assertEquals(2, call.code(), call.out());
    assertTrue(call.err().contains(reason), call.err());
    assertEquals(1, call.err().lines().count(), call.err());
  }
}
