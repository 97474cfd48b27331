package io.github.rrm4j.cli;

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
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code score} and {@code generate} on a judge that was trained for a few steps. */
class TextCommandsTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir static Path folder;
  private static Path run;

  @BeforeAll
  static void train() {
    run = folder.resolve("run");
    TinyRun.complete(run, "--set", "stages=[sft]");
  }

  private static String latest() {
    return run.resolve("checkpoints/latest").toString();
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(MAPPER.readTree(line));
    }
    return lines;
  }

  private static Path input(String name, String... lines) throws IOException {
    return Files.writeString(folder.resolve(name), String.join("\n", lines) + "\n");
  }

  private static List<JsonNode> scores(Path input, String... more) throws IOException {
    Path output = folder.resolve(input.getFileName() + ".scores");
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of(
            "score",
            "--model",
            latest(),
            "--input",
            input.toString(),
            "--output",
            output.toString()));
    arguments.addAll(List.of(more));
    Invocation call = Invocation.of(arguments.toArray(String[]::new));
    assertEquals(0, call.code(), call.err());
    return lines(output);
  }

  private static String refused(String command, Path input) {
    Path output = folder.resolve("never.jsonl");
    Invocation call =
        Invocation.of(
            command,
            "--model",
            latest(),
            "--input",
            input.toString(),
            "--output",
            output.toString());
    assertEquals(2, call.code(), call.err());
    assertFalse(Files.exists(output));
    return call.err();
  }

  @Test
  void aSampleScoresTheLogprobsThatItWasDrawnWith() throws IOException {
    Path prompts =
        input(
            "prompts.jsonl",
            "{\"id\": \"a\", \"prompt\": \"4 + 4\"}",
            "{\"id\": \"b\", \"messages\": [{\"role\": \"user\", \"content\": \"2 + 2 = ?\"}]}",
            "{\"id\": \"c\", \"prompt_tokens\": [17, 10, 17]}");
    Path samples = folder.resolve("samples.jsonl");
    Invocation call =
        Invocation.of(
            "generate",
            "--model",
            latest(),
            "--input",
            prompts.toString(),
            "--output",
            samples.toString(),
            "--samples",
            "3",
            "--max-new-tokens",
            "12",
            "--max-num-seqs",
            "4");
    assertEquals(0, call.code(), call.err());
    List<JsonNode> drawn = lines(samples);
    assertEquals(9, drawn.size());
    List<String> back = new ArrayList<>();
    for (int i = 0; i < 9; i++) {
      assertEquals(List.of("a", "b", "c").get(i / 3), drawn.get(i).get("id").asText());
      assertEquals(i % 3, drawn.get(i).get("sample").asInt());
      String prompt =
          List.of(
                  "\"prompt\": \"4 + 4\"",
                  "\"messages\": [{\"role\": \"user\", \"content\": \"2 + 2 = ?\"}]",
                  "\"prompt_tokens\": [17, 10, 17]")
              .get(i / 3);
      back.add(Text.format("{%s, \"completion_tokens\": %s}", prompt, drawn.get(i).get("tokens")));
    }
    List<JsonNode> scores = scores(input("back.jsonl", back.toArray(String[]::new)));
    for (int i = 0; i < 9; i++) {
      JsonNode logprobs = scores.get(i).get("logprobs");
      assertEquals(drawn.get(i).get("tokens"), scores.get(i).get("tokens"));
      assertEquals(drawn.get(i).get("logprobs").size(), logprobs.size());
      for (int t = 0; t < logprobs.size(); t++) {
        assertEquals(
            drawn.get(i).get("logprobs").get(t).asDouble(), logprobs.get(t).asDouble(), 1e-4);
      }
    }
  }

  @Test
  void aTextIsScoredFromItsSecondTokenAndSoAreItsTokens() throws IOException {
    Path texts = input("texts.jsonl", "{\"text\": \"2 + 2 = 4\"}", "{\"text\": \"2\"}");
    List<JsonNode> scores = scores(texts);
    JsonNode first = scores.get(0);
    assertEquals("texts.jsonl:1", first.get("id").asText());
    assertTrue(first.get("logprobs").get(0).isNull());
    double sum = 0;
    int scored = first.get("logprobs").size() - 1;
    for (int i = 1; i <= scored; i++) {
      sum += first.get("logprobs").get(i).asDouble();
    }
    assertEquals(sum, first.get("logprob").asDouble(), 1e-5);
    assertEquals(Math.exp(-sum / scored), first.get("perplexity").asDouble(), 1e-4);
    assertTrue(scores.get(1).get("perplexity").isNull());
    JsonNode asTokens =
        scores(input("tokens.jsonl", Text.format("{\"tokens\": %s}", first.get("tokens")))).get(0);
    assertEquals(first.get("logprobs"), asTokens.get("logprobs"));
  }

  @Test
  void theBatchSizeChangesNeitherOrderNorScores() throws IOException {
    String[] texts = new String[300];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = Text.format("{\"text\": \"%s\"}", "1 + ".repeat(1 + i % 7) + i);
    }
    Path input = input("many.jsonl", texts);
    List<JsonNode> one = scores(input, "--batch-tokens", "1");
    List<JsonNode> many = scores(input, "--batch-tokens", "512");
    assertEquals(300, one.size());
    for (int i = 0; i < 300; i++) {
      assertEquals("many.jsonl:" + (i + 1), many.get(i).get("id").asText());
      assertEquals(one.get(i).get("tokens"), many.get(i).get("tokens"));
      assertEquals(
          one.get(i).get("logprob").asDouble(), many.get(i).get("logprob").asDouble(), 1e-3);
    }
  }

  @Test
  void greedyCompletionsDoNotDependOnTheSeedAndSampledOnesDo() throws IOException {
    Path prompts = input("one.jsonl", "{\"messages\": [{\"role\": \"user\", \"content\": \"3\"}]}");
    String[] greedy = {"--temperature", "0", "--max-new-tokens", "10"};
    assertEquals(generated(prompts, "1", greedy), generated(prompts, "2", greedy));
    String[] sampled = {"--max-new-tokens", "10"};
    assertEquals(generated(prompts, "1", sampled), generated(prompts, "1", sampled));
    assertFalse(generated(prompts, "1", sampled).equals(generated(prompts, "2", sampled)));
  }

  private static String generated(Path prompts, String seed, String... more) {
    List<String> arguments = new ArrayList<>();
    arguments.addAll(
        List.of("generate", "--model", latest(), "--input", prompts.toString(), "--seed", seed));
    arguments.addAll(List.of(more));
    Invocation call = Invocation.of(arguments.toArray(String[]::new));
    assertEquals(0, call.code(), call.err());
    return call.out();
  }

  @Test
  void aMistakeIsNamedByFileAndLineAndNothingIsWritten() throws IOException {
    String good = "{\"prompt\": \"4\", \"completion\": \"5\"}";
    String[][] wrong = {
      {"{\"prompt\": \"4\"}", "has none of the fields completion, completion_tokens"},
      {"{\"text\": \"4\", \"prompt\": \"4\"}", "has 'text' and 'prompt', must have one of"},
      {"{\"tokens\": [1, 99999]}", "field 'tokens' holds 99999, must be a list of token ids"},
      {"{\"tokens\": [1.5]}", "field 'tokens' holds 1.5, must be a list of token ids"},
      {"{\"tokens\": 5}", "field 'tokens'"},
      {"{\"text\": \"\"}", "field 'text' is empty, must hold at least one token"},
      {"{\"messages\": [{\"role\": \"user\"}], \"completion\": \"4\"}", "field 'messages' holds"},
      {"{\"prompt\": \"4\", \"messages\": [], \"completion\": \"4\"}", "has prompt and messages"},
      {"{\"text\": \"" + "1 ".repeat(2000) + "\"}", "tokens, the model has"},
      {"{\"text\": [4]}", "field 'text' is a list, must be a string"},
      {"{\"text\"", "is not JSON"},
    };
    for (String[] line : wrong) {
      String said = refused("score", input("wrong.jsonl", good, line[0]));
      assertTrue(said.contains("wrong.jsonl:2: "), said);
      assertTrue(said.contains(line[1]), said);
      assertEquals(1, said.lines().count(), said);
    }
    String said = refused("generate", input("wrong.jsonl", "{\"text\": \"4\"}"));
    assertTrue(said.contains("has none of the fields prompt, messages, prompt_tokens"), said);
    assertTrue(refused("score", folder.resolve("none.jsonl")).contains("does not exist"));
  }

  @Test
  void aFileOfSeveralIsNotLeftHalfWritten() throws IOException {
    Path output = Files.writeString(folder.resolve("kept.jsonl"), "before");
    Path bad = input("bad.jsonl", "{\"text\": \"4\"}", "{\"text\": {}}");
    Invocation call =
        Invocation.of(
            "score", "--model", latest(), "--input", bad.toString(), "--output", output.toString());
    assertEquals(2, call.code());
    assertEquals("before", Files.readString(output));
  }
}
