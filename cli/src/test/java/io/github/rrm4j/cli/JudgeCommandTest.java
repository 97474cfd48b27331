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

class JudgeCommandTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final String[] PAIRS = {
    "{\"id\": \"a\", \"prompt\": \"4 + 4\", \"response_1\": \"8\", \"response_2\": \"9\"}",
    "{\"id\": \"b\", \"prompt\": \"2 + 1\", \"response_1\": \"4\", \"response_2\": \"3\","
        + " \"label\": 2}",
    "{\"id\": \"c\", \"prompt\": \"1 + 1\", \"chosen\": \"2\", \"rejected\": \"3\"}",
  };

  @TempDir static Path folder;
  private static Path run;

  @BeforeAll
  static void train() {
    run = TinyRun.judge(folder.resolve("run"));
  }

  private static Invocation judge(String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("judge", "--model", run.resolve("checkpoints/latest").toString()));
    arguments.addAll(List.of(more));
    return Invocation.of(arguments.toArray(String[]::new));
  }

  private static List<JsonNode> verdicts(Path input, String... more) throws IOException {
    Path output = folder.resolve("verdicts.jsonl");
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("--input", input.toString(), "--output", output.toString()));
    arguments.addAll(List.of(more));
    Invocation call = judge(arguments.toArray(String[]::new));
    assertEquals(0, call.code(), call.err());
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(output)) {
      lines.add(MAPPER.readTree(line));
    }
    return lines;
  }

  private static Path pairs(String name, String... lines) throws IOException {
    return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
  }

  @Test
  void aFileOfAnyFormatGetsTheVerdictsOfItsLines() throws IOException {
    List<JsonNode> lines = verdicts(pairs("one.jsonl", PAIRS[0]));
    Path list = Files.writeString(folder.resolve("one.json"), "[" + PAIRS[0] + "]");
    Path table =
        Files.writeString(
            folder.resolve("one.csv"), "id;prompt;response_1;response_2\na;4 + 4;8;9\n");
    assertEquals(lines, verdicts(list));
    assertEquals(lines, verdicts(table));
  }

  @Test
  void everyPairOfAFileGetsItsVotes() throws IOException {
    List<JsonNode> lines = verdicts(pairs("pairs.jsonl", PAIRS), "--votes", "5");
    assertEquals(3, lines.size());
    for (JsonNode line : lines) {
      int first = line.get("first").asInt();
      int second = line.get("second").asInt();
      assertEquals(
          5, first + second + line.get("malformed").asInt() + line.get("truncated").asInt());
      boolean split = first + second > 0 && first == second;
      assertEquals(split, line.has("split_votes"));
      String majority = first > second ? "first" : "second";
      String verdict = line.get("verdict").asText();
      assertEquals(first + second == 0 ? "unreadable" : split ? verdict : majority, verdict);
      assertFalse(split && verdict.equals("split"), "a coin decides");
      assertTrue(line.get("thinking_mean").asDouble() > 0);
      assertFalse(line.has("consistent"));
    }
    assertFalse(lines.get(0).has("gold"));
    assertFalse(lines.get(0).has("correct"));
    assertEquals(2, lines.get(1).get("gold").asInt());
    assertEquals(
        lines.get(1).get("verdict").asText().equals("second"),
        lines.get(1).get("correct").asBoolean());
    assertEquals(1, lines.get(2).get("gold").asInt());
  }

  @Test
  void theVerdictOfBothOrdersIsTheMajorityOfAllVotes() throws IOException {
    for (JsonNode line : verdicts(pairs("pairs.jsonl", PAIRS), "--votes", "3", "--both-orders")) {
      assertEquals(
          line.get("first").asInt(),
          line.get("this_order").get("first").asInt()
              + line.get("other_order").get("first").asInt());
      assertTrue(line.get("consistent").isBoolean());
    }
  }

  @Test
  void theSameSeedGivesTheSameBytesWhateverTheRows() throws IOException {
    Path input = pairs("pairs.jsonl", PAIRS);
    String[] votes = {"--input", input.toString(), "--votes", "4"};
    Invocation one = judge(votes);
    assertEquals(0, one.code(), one.err());
    assertEquals(3, one.out().lines().count());
    assertEquals(
        one.out(), judge("--input", input.toString(), "--votes", "4", "--max-num-seqs", "3").out());
    assertTrue(one.err().contains("3 pairs: "), one.err());
    assertTrue(one.err().contains("of 2 with gold"), one.err());
  }

  @Test
  void votesThatMayStopAreNoMoreThanTheOthers() throws IOException {
    Path input = pairs("pairs.jsonl", PAIRS);
    String[] all = {"--votes", "6", "--both-orders"};
    List<JsonNode> fixed = verdicts(input, all);
    assertEquals(fixed, verdicts(input, "--votes", "6", "--both-orders", "--votes-stop", "1"));
    List<JsonNode> some = verdicts(input, "--votes", "6", "--both-orders", "--votes-stop", "0.8");
    long stopped = 0;
    for (int i = 0; i < some.size(); i++) {
      int votes = 0;
      for (String field : List.of("first", "second", "malformed", "truncated")) {
        int own = some.get(i).get(field).asInt();
        assertTrue(own <= fixed.get(i).get(field).asInt(), some.get(i).toString());
        votes += own;
      }
      assertTrue(votes >= 2 && votes % 2 == 0 && votes <= 12, some.get(i).toString());
      stopped += votes < 12 ? 1 : 0;
    }
    assertTrue(stopped > 0, "two votes for one response are 5/6");
    Invocation wrong = judge("--input", input.toString(), "--votes", "4", "--votes-stop", "0.3");
    assertEquals(2, wrong.code());
    assertTrue(wrong.err().contains("--votes-stop is 0.3, must be in [0.5, 1]"), wrong.err());
  }

  @Test
  void aThinkingBudgetIsKeptToAndCounted() throws IOException {
    for (JsonNode line :
        verdicts(pairs("pairs.jsonl", PAIRS), "--votes", "8", "--thinking-budget", "4")) {
      assertEquals(8, line.get("thinking_forced").asInt());
      // the line break before a forced end is counted; a judge may close its thinking again
      assertTrue(line.get("thinking_mean").asDouble() >= 5, line.toString());
    }
    Invocation one =
        judge("--query", "4 + 4", "--first", "8", "--second", "9", "--thinking-budget", "4");
    assertTrue(one.out().contains(" thinking tokens, ended by force)"), one.out() + one.err());
    Invocation wide =
        judge("--query", "4", "--first", "8", "--second", "9", "--thinking-budget", "60");
    assertEquals(2, wide.code());
    assertTrue(wide.err().contains("leave nothing for the verdict"), wide.err());
  }

  @Test
  void aSinglePairIsVotedOn() {
    Invocation call =
        judge("--query", "4 + 4", "--first", "8", "--second", "9", "--votes", "3", "--both-orders");
    assertTrue(call.out().contains("this order:  "), call.out() + call.err());
    assertTrue(call.out().contains("the orders "), call.out());
    assertTrue(call.out().contains("verdict: "), call.out());
  }

  @Test
  void aMistakeIsNamedBeforeAnythingIsJudged() throws IOException {
    String[][] wrong = {
      {"{\"prompt\": \"4\", \"response_1\": \"8\"}", "field 'response_2' is missing"},
      {PAIRS[0], "id 'a' stands"},
      {"[]", "must be one JSON object"},
    };
    for (String[] line : wrong) {
      Path input = pairs("wrong.jsonl", PAIRS[0], PAIRS[1], line[0]);
      Invocation call = judge("--input", input.toString());
      assertEquals(2, call.code());
      assertEquals("", call.out());
      assertTrue(call.err().contains("wrong.jsonl:3: "), call.err());
      assertTrue(call.err().contains(line[1]), call.err());
    }
    Invocation both = judge("--input", "x", "--query", "4");
    assertEquals(2, both.code());
    assertTrue(both.err().contains("not both"), both.err());
    Invocation greedy =
        judge(
            "--query", "4", "--first", "8", "--second", "9", "--votes", "3", "--temperature", "0");
    assertEquals(2, greedy.code());
    assertTrue(greedy.err().contains("the same vote 3 times"), greedy.err());
  }
}
