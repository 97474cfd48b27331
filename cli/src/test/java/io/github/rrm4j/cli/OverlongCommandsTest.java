package io.github.rrm4j.cli;

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

/** One item of three is longer than the judge's 512 positions, under each rule of --overlong. */
class OverlongCommandsTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String LONG = "9 ".repeat(600);

  @TempDir static Path folder;
  private static String model;
  private static String pairs;
  private static String lists;
  private static String benchmark;

  @BeforeAll
  static void train() throws IOException {
    model = TinyRun.judge(folder.resolve("run")).resolve("checkpoints/latest").toString();
    pairs =
        write(
            "p.jsonl",
            "{\"id\":\"a\",\"prompt\":\"8 - 3 + 4\",\"response_1\":\"9\",\"response_2\":\"8\",\"label\":1}",
            "{\"id\":\"long\",\"prompt\":\"8 - 3 + 4\",\"response_1\":\""
                + LONG
                + "\",\"response_2\":\"8\",\"label\":1}",
            "{\"id\":\"c\",\"prompt\":\"2 + 5 - 1\",\"response_1\":\"6\",\"response_2\":\"7\",\"label\":1}");
    lists =
        write(
            "lists.jsonl",
            "{\"id\":\"a\",\"prompt\":\"8 - 3 + 4\",\"responses\":[\"9\",\"8\",\"7\"]}",
            "{\"id\":\"long\",\"prompt\":\"8 - 3 + 4\",\"responses\":[\""
                + LONG
                + "\",\"8\",\"7\"]}");
    benchmark =
        write(
            "rb.jsonl",
            "{\"id\":0,\"subset\":\"hep-go\",\"prompt\":\"8 - 3 + 4\",\"chosen\":\"9\",\"rejected\":\"8\"}",
            "{\"id\":1,\"subset\":\"hep-go\",\"prompt\":\"8 - 3 + 4\",\"chosen\":\""
                + LONG
                + "\",\"rejected\":\"8\"}",
            "{\"id\":2,\"subset\":\"hep-go\",\"prompt\":\"2 + 5 - 1\",\"chosen\":\"6\",\"rejected\":\"7\"}");
  }

  private static String write(String name, String... lines) throws IOException {
    return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n").toString();
  }

  private static Invocation call(String rule, List<String> command, String... more) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of("--model", model, "--overlong", rule));
    all.addAll(List.of(more));
    return Invocation.of(all.toArray(String[]::new));
  }

  private static Invocation ok(Invocation call) {
    assertEquals(0, call.code(), call.err());
    return call;
  }

  private static String refused(Invocation call) {
    assertEquals(2, call.code(), call.err());
    assertEquals("", call.out());
    return call.err();
  }

  private static JsonNode json(Path file) throws IOException {
    return MAPPER.readTree(Files.readString(file));
  }

  private static List<JsonNode> lines(String text) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : text.lines().toList()) {
      lines.add(MAPPER.readTree(line));
    }
    return lines;
  }

  @Test
  void judgeRefusesCountsOrShortens() throws IOException {
    List<String> command = List.of("judge", "--input", pairs);
    String error = refused(call("fail", command));
    assertTrue(error.contains("p.jsonl:2: the prompt of pair 'long' has "), error);
    assertTrue(error.contains("--overlong count or shorten"), error);

    Invocation counted = ok(call("count", command));
    List<JsonNode> lines = lines(counted.out());
    assertEquals(3, lines.size());
    assertEquals("unreadable", lines.get(1).get("verdict").asText());
    assertEquals(1, lines.get(1).get("overlong").asInt());
    assertEquals(0, lines.get(1).get("thinking_mean").asDouble());
    assertFalse(lines.get(1).get("correct").asBoolean());
    assertEquals(0, lines.get(0).get("overlong").asInt());
    assertTrue(
        counted.err().contains("p.jsonl: of 3 pairs, 1 too long for the judge"), counted.err());
    assertTrue(counted.err().contains("of 2 judgements "), counted.err());

    Invocation shortened = ok(call("shorten", command));
    List<JsonNode> cut = lines(shortened.out());
    assertTrue(cut.get(1).get("shortened").asBoolean());
    assertEquals(0, cut.get(1).get("overlong").asInt());
    assertTrue(cut.get(1).get("thinking_mean").asDouble() > 0);
    assertEquals(lines.get(0), cut.get(0), "the others are judged as they were");
    assertEquals(lines.get(2), cut.get(2));
    assertTrue(
        shortened.err().contains("of 3 pairs, 1 shortened to fit the judge"), shortened.err());
    assertTrue(shortened.err().contains("of 3 judgements "), shortened.err());
  }

  @Test
  void aSinglePairIsToldToBeTooLong() {
    List<String> command = List.of("judge", "--query", "8", "--first", LONG, "--second", "8");
    Invocation counted = call("count", command);
    assertEquals(1, counted.code());
    assertTrue(counted.out().contains("verdict: overlong (0 thinking tokens)"), counted.out());
    Invocation cut = call("shorten", command);
    assertTrue(cut.out().contains("verdict: "), cut.out() + cut.err());
    assertTrue(cut.err().contains("shown without their middle"), cut.err());
  }

  @Test
  void rankRefusesCountsOrShortens() throws IOException {
    List<String> command = List.of("rank", "--input", lists, "--votes", "2");
    assertTrue(refused(call("fail", command)).contains("--overlong count or shorten"));

    Invocation counted = ok(call("count", command));
    List<JsonNode> lines = lines(counted.out());
    assertFalse(lines.get(0).has("fit"));
    assertEquals("overlong", lines.get(1).get("fit").asText());
    int overlong = 0;
    for (JsonNode match : lines.get(1).get("matches")) {
      boolean tooLong = match.get("a").asInt() == 0;
      assertEquals(tooLong ? 1 : 0, match.get("a_shown_first").get("overlong").asInt());
      overlong += tooLong ? 1 : 0;
      assertTrue(!tooLong || match.get("score").asDouble() == 0.5, match.toString());
    }
    assertEquals(2, overlong);
    assertTrue(counted.err().contains("2 comparisons too long for the judge"), counted.err());

    Invocation shortened = ok(call("shorten", command));
    assertEquals("shortened", lines(shortened.out()).get(1).get("fit").asText());
    assertEquals(lines.get(0), lines(shortened.out()).get(0));
    assertFalse(shortened.err().contains("comparisons too long"), shortened.err());
  }

  private static List<String> evaluate(Path output) {
    return List.of(
        "evaluate",
        "--benchmark",
        "rewardbench",
        "--input",
        benchmark,
        "--votes",
        "2",
        "--output",
        output.toString());
  }

  @Test
  void evaluateCountsWhatIsTooLongAndGoesOnUnderTheSameRuleOnly() throws IOException {
    Path output = folder.resolve("counted");
    assertTrue(refused(call("fail", evaluate(output))).contains("--overlong count or shorten"));
    Invocation counted = ok(call("count", evaluate(output)));
    assertTrue(counted.out().contains("comparisons too long for the judge: 1, shortened: 0"));
    assertTrue(
        counted.err().contains("rewardbench: of 3 comparisons, 1 too long for the judge"),
        counted.err());
    JsonNode result = json(output.resolve("result.json"));
    assertEquals("count", result.get("settings").get("overlong").asText());
    assertEquals(3, result.get("comparisons").asInt());
    assertEquals(4, result.get("judgements").asInt());
    assertEquals(1, result.get("overlong").asInt());
    assertEquals(0, result.get("shortened").asInt());
    assertEquals(1.0 / 3, result.get("behaviour").get("overlong").get("value").asDouble(), 1e-12);
    assertTrue(result.get("behaviour").get("unreadable").get("value").asDouble() >= 1.0 / 3);
    assertEquals(4, result.get("thinking_tokens").get("all").get("n").asInt(), "no zeros");
    JsonNode line = lines(Files.readString(output.resolve("judgements.jsonl"))).get(1);
    assertEquals("unreadable", line.get("choice").asText());
    assertEquals(
        "[{\"verdict\":\"overlong\"},{\"verdict\":\"overlong\"}]", line.get("samples").toString());
    JsonNode item = lines(Files.readString(output.resolve("items.jsonl"))).get(1);
    assertEquals(0.5, item.get("credit").asDouble(), "as RewardBench counts an unreadable one");

    String other = refused(call("shorten", evaluate(output), "--resume"));
    assertTrue(other.contains("overlong was \"count\", is \"shorten\""), other);
    Path judgements = output.resolve("judgements.jsonl");
    List<String> all = Files.readAllLines(judgements);
    Files.writeString(judgements, all.get(0) + "\n");
    ok(call("count", evaluate(output), "--resume"));
    assertEquals(3, Files.readAllLines(judgements).size());
    assertEquals(all.get(1), Files.readAllLines(judgements).get(1));
    JsonNode again = json(output.resolve("result.json"));
    assertEquals(result.get("metrics"), again.get("metrics"));
    assertEquals(1, again.get("overlong").asInt());
    List<String> resumed = Files.readAllLines(judgements);
    ok(call("count", evaluate(output), "--resume"));
    assertEquals(resumed, Files.readAllLines(judgements), "nothing is judged twice");
    assertEquals(1, json(output.resolve("result.json")).get("overlong").asInt());
  }

  @Test
  void evaluateShortensAndKeepsThePromptThatWasShown() throws IOException {
    Path output = folder.resolve("shortened");
    Path config =
        Files.writeString(
            folder.resolve("benchmarks.yaml"),
            "judge:\n  overlong: shorten\nbenchmarks:\n  - name: rewardbench\n    data: "
                + benchmark
                + "\n");
    ok(
        Invocation.of(
            "evaluate",
            config.toString(),
            "--set",
            "judge.model=" + model,
            "--output",
            output.toString()));
    JsonNode result = json(output.resolve("rewardbench/result.json"));
    assertEquals("shorten", result.get("settings").get("overlong").asText());
    assertEquals(3, result.get("judgements").asInt());
    assertEquals(0, result.get("overlong").asInt());
    assertEquals(1, result.get("shortened").asInt());
    String judgements = Files.readString(output.resolve("rewardbench/judgements.jsonl"));
    JsonNode sample = lines(judgements).get(1).get("samples").get(0);
    assertTrue(sample.get("prompt").asText().contains(" tokens left out ...]"), sample.toString());
    assertTrue(sample.get("tokens").asInt() > 0);
  }

  @Test
  void poolsHoldWhatIsTooLongAndGoOnUnderTheSameRuleOnly() throws IOException {
    Path output = folder.resolve("pool");
    List<String> votes =
        List.of(
            "scaling", "votes", "--input", pairs, "--samples", "2", "--output", output.toString());
    assertTrue(refused(call("fail", votes)).contains("--overlong count or shorten"));
    Invocation counted = ok(call("count", votes));
    assertTrue(counted.err().contains("of 3 pairs, 1 too long for the judge"), counted.err());
    JsonNode result = json(output.resolve("scaling.json")).get("votes");
    assertEquals("count", result.get("settings").get("overlong").asText());
    assertEquals(
        "[{\"pairs\":3,\"overlong\":1,\"shortened\":0}]", result.get("prompts").toString());
    assertEquals(3, result.get("accuracy").get(0).get("n").asInt(), "it counts as wrong");
    assertEquals(2, result.get("thinking").get(0).get("n").asInt(), "and thinks nothing");
    String refused = refused(call("shorten", votes, "--resume"));
    assertTrue(refused.contains("overlong was \"count\", is \"shorten\""), refused);
    List<String> budget = new ArrayList<>(votes);
    budget.set(1, "budget");
    ok(call("count", budget, "--resume"));
    JsonNode rows = json(output.resolve("scaling.json")).get("budget").get("accuracy");
    assertTrue(rows.get(0).get("unreadable").asDouble() >= 1.0 / 3 - 1e-12, rows.toString());

    Path cut = folder.resolve("pool-cut");
    votes = new ArrayList<>(votes);
    votes.set(votes.size() - 1, cut.toString());
    ok(call("shorten", votes));
    budget.set(budget.size() - 1, cut.toString());
    ok(call("shorten", budget, "--resume", "--budgets", "3"));
    assertEquals(
        "[{\"pairs\":3,\"overlong\":0,\"shortened\":1}]",
        json(cut.resolve("scaling.json")).get("budget").get("prompts").toString());

    Path stress = folder.resolve("stress");
    ok(call("count", List.of("stress", "--input", pairs, "--output", stress.toString())));
    JsonNode repeat = json(stress.resolve("stress.json")).get("stress").get("attacks").get(0);
    assertEquals(2, repeat.get("n").asInt());
    assertEquals(1, repeat.get("left_out").asInt());
  }

  @Test
  void filterCountsWhatIsTooLong() throws IOException {
    Path output = folder.resolve("kept.jsonl");
    List<String> filter =
        List.of("data", "filter", "--input", pairs, "--output", output.toString());
    assertTrue(refused(call("fail", filter)).contains("--overlong count or shorten"));
    Invocation counted = ok(call("count", filter, "--keep", "overlong=0"));
    assertTrue(counted.err().contains("of 3 pairs, 1 too long for the judge"), counted.err());
    assertEquals(2, Files.readAllLines(output).size());
    List<JsonNode> counts = lines(Files.readString(folder.resolve("kept.jsonl.counts.jsonl")));
    assertEquals(4, counts.get(1).get("overlong").asInt());
    assertEquals(0, counts.get(1).get("malformed").asInt());
    String refused = refused(call("shorten", filter, "--resume"));
    assertTrue(refused.contains("overlong was \"count\", is \"shorten\""), refused);
  }

  @Test
  void annotateGivesNoLabelToWhatIsTooLong() throws IOException {
    Path output = folder.resolve("labels.jsonl");
    String[] annotate = {
      "annotate",
      "--judge",
      model,
      "--input",
      lists,
      "--pairs",
      "all",
      "--threshold",
      "0",
      "--orders-may-disagree",
      "--output",
      output.toString(),
      "--overlong",
      "count"
    };
    Invocation call = Invocation.of(annotate);
    assertTrue(
        call.err().contains("of 2 prompts (by their longest replies), 1 too long"), call.err());
    List<JsonNode> undecided =
        lines(Files.readString(folder.resolve("labels.jsonl.undecided.jsonl")));
    long overlong =
        undecided.stream().filter(line -> line.get("reason").asText().equals("overlong")).count();
    assertEquals(2, overlong);
    JsonNode settings = json(folder.resolve("labels.jsonl.settings.json"));
    assertEquals("count", settings.get("overlong").asText());
    annotate[annotate.length - 1] = "shorten";
    List<String> other = new ArrayList<>(List.of(annotate));
    other.add("--resume");
    Invocation refused = Invocation.of(other.toArray(String[]::new));
    assertEquals(2, refused.code());
    assertTrue(refused.err().contains("overlong was \"count\", is \"shorten\""), refused.err());
  }

  @Test
  void aLimitThatNobodySetsLeavesRoomForAPromptAndIsKeptInTheSettings() throws IOException {
    String prompts = write("prompts.jsonl", "{\"id\":\"a\",\"prompt\":\"8 - 3\",\"answer\":\"5\"}");
    Path replies = folder.resolve("replies.jsonl");
    String[] sample = {
      "sample",
      "--policy",
      model,
      "--input",
      prompts,
      "--samples",
      "1",
      "--output",
      replies.toString()
    };
    ok(Invocation.of(sample));
    JsonNode settings = json(folder.resolve("replies.jsonl.settings.json"));
    assertEquals(256, settings.get("max_new_tokens").asInt());
    Invocation wide =
        Invocation.of("generate", "--model", model, "--input", prompts, "--max-new-tokens", "512");
    assertEquals(2, wide.code(), "what is asked for is taken as it is");
    ok(Invocation.of("generate", "--model", model, "--input", prompts));
    Path arena = folder.resolve("arena");
    ok(
        Invocation.of(
            "arena",
            "--first",
            model,
            "--second",
            model,
            "--input",
            prompts,
            "--gold",
            "--output",
            arena.toString()));
    assertEquals(256, json(arena.resolve("settings.json")).get("policy_max_new_tokens").asInt());
    JsonNode result = json(arena.resolve("result.json"));
    assertEquals(0, result.get("overlong").asInt());
  }
}
