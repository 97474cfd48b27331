package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.config.ConfigTree;
import io.github.rrm4j.experiments.run.RunConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {

  @TempDir static Path folder;
  private static Path run;

  @BeforeAll
  static void train() {
    run = folder.resolve("run");
    TinyRun.complete(run);
  }

  private static String latest() {
    return run.resolve("checkpoints/latest").toString();
  }

  @Test
  void baseDefinesEachKeyThatIsReadAndNoOther() {
    ConfigReader reader =
        ConfigTree.defaults(RunConfig.base(), List.of("model.path=x", "data.heldout=y")).reader();
    RunConfig.read(reader, "");
    assertEquals(List.of(), reader.unread());
  }

  @Test
  void everyConfigInTheTreeIsInOrder() throws IOException {
    try (Stream<Path> walk = Files.walk(TinyRun.root().resolve("configs"))) {
      for (Path file : walk.filter(f -> f.toString().endsWith(".yaml")).toList()) {
        Path folder = file.getParent();
        boolean ofRuns =
            !folder.endsWith("base")
                && !folder.endsWith("ablations")
                && !folder.endsWith("benchmarks")
                && !file.getFileName().toString().matches("(paper|released).*");
        if (ofRuns) {
          Invocation call = Invocation.of("config", "check", file.toString());
          assertEquals(0, call.code(), call.err());
        }
      }
    }
  }

  @Test
  void theSchemaIsAJsonObjectThatAllowsNoOtherKeys() throws IOException {
    JsonNode schema = new ObjectMapper().readTree(Invocation.of("config", "schema").out());
    assertEquals(false, schema.path("additionalProperties").asBoolean(true));
    assertTrue(schema.at("/properties/grpo/properties/group_size").isObject());
  }

  @Test
  void aSavedConfigIsACompleteConfig() {
    Invocation call = Invocation.of("config", "check", run.resolve("config.yaml").toString());
    assertEquals(0, call.code(), call.err());
  }

  @Test
  void aRunHasTheFilesThatTheReadmeNames() {
    for (String name :
        new String[] {
          "config.yaml",
          "metrics.jsonl",
          "timings.jsonl",
          "rollouts.jsonl",
          "evaluations.jsonl",
          "run.log",
          "report.html",
          "events.out.tfevents.0.rrm4j",
          "checkpoints/latest/config.json",
          "checkpoints/latest/tokenizer.json",
          "checkpoints/latest/judge.json",
          "checkpoints/latest/state.json",
          "checkpoints/latest/manifest.json"
        }) {
      assertTrue(Files.exists(run.resolve(name)), name);
    }
  }

  @Test
  void aJudgeThinksAloudAndGivesItsVerdict() {
    Invocation call =
        Invocation.of(
            "judge", "--model", latest(), "--query", "4 + 4 = ?", "--first", "8", "--second", "9");
    assertTrue(call.out().contains("verdict: "), call.out() + call.err());
  }

  @Test
  void aPairIsReadFromStandardInput() {
    Invocation call =
        Invocation.withInput(
            "{\"prompt\": \"4 + 4 = ?\", \"response_1\": \"8\", \"response_2\": \"9\"}",
            "judge",
            "--model",
            latest());
    assertTrue(call.out().contains("verdict: "), call.out() + call.err());
    Invocation bad = Invocation.withInput("{\"prompt\": 4}", "judge", "--model", latest());
    assertEquals(2, bad.code());
    assertTrue(bad.err().contains("standard input:1: has no responses"), bad.err());
  }

  @Test
  void anEvaluationAloneGivesTheNumbersOfTheRun() throws IOException {
    Path result = folder.resolve("evaluated");
    Invocation call =
        Invocation.of(
            "evaluate",
            "--model",
            latest(),
            "--temperature",
            "0",
            "--input",
            run.resolve("data/heldout.jsonl").toString(),
            "--output",
            result.toString());
    assertEquals(0, call.code(), call.err());
    ObjectMapper mapper = new ObjectMapper();
    List<String> lines = Files.readAllLines(run.resolve("evaluations.jsonl"));
    JsonNode last = mapper.readTree(lines.get(lines.size() - 2)); // greedy comes before sampled
    JsonNode alone = mapper.readTree(Files.readString(result.resolve("result.json")));
    assertEquals("greedy", last.get("mode").asText());
    assertEquals(last.get("n"), alone.get("judgements"));
    JsonNode accuracy = alone.get("metrics").get("accuracy");
    assertEquals(last.get("accuracy"), accuracy.get("value"));
    JsonNode behaviour = alone.get("behaviour");
    assertEquals(last.get("swap_consistency"), behaviour.get("swap_consistency").get("value"));
    assertEquals(last.get("malformed_frac"), behaviour.get("malformed").get("value"));
    JsonNode thinking = alone.get("thinking_tokens").get("all");
    assertEquals(last.get("thinking_mean"), thinking.get("value"));
    for (String line : Files.readAllLines(result.resolve("judgements.jsonl"))) {
      JsonNode sample = mapper.readTree(line).get("samples").get(0);
      boolean readable = sample.get("verdict").asText().matches("first|second");
      assertEquals(readable, sample.has("probability"), line);
      assertTrue(!readable || sample.get("probability").asDouble() > 0, line);
      assertTrue(sample.get("tokens").asInt() >= sample.get("thinking_tokens").asInt(), line);
    }
  }

  @Test
  void aStageGoesOnAloneFromACheckpointWithAnAdapter() throws IOException {
    Path lora = folder.resolve("lora");
    TinyRun.complete(
        lora,
        "--set",
        "stages=[grpo]",
        "--set",
        "model.path=" + run.resolve("checkpoints/latest").toRealPath(),
        "--set",
        "model.weights=pretrained",
        "--set",
        "model.lora.rank=4");
    Path checkpoint = lora.resolve("checkpoints/latest");
    assertTrue(Files.exists(checkpoint.resolve("adapter_model.safetensors")));
    assertTrue(Files.notExists(checkpoint.resolve("model.safetensors")));
    Invocation call =
        Invocation.of(
            "evaluate",
            "--model",
            checkpoint.toString(),
            "--limit",
            "2",
            "--input",
            run.resolve("data/heldout.jsonl").toString());
    assertEquals(0, call.code(), call.err());
  }

  @Test
  void anAdapterOnItsBaseScoresAsTheFolderThatNamesItsBase() throws IOException {
    Path base = run.resolve("checkpoints/latest").toRealPath();
    Path adapted = folder.resolve("adapted");
    TinyRun.complete(
        adapted,
        "--set",
        "stages=[sft]",
        "--set",
        "sft.optimizer.learning_rate=1e-2",
        "--set",
        "model.path=" + base,
        "--set",
        "model.weights=pretrained",
        "--set",
        "model.lora.rank=4");
    String adapter = adapted.resolve("checkpoints/latest").toString();
    String named = scores("--model", adapter);
    assertEquals(named, scores("--model", base.toString(), "--adapter", adapter));
    assertFalse(named.equals(scores("--model", base.toString())));
  }

  private static String scores(String... model) throws IOException {
    Path texts = Files.writeString(folder.resolve("texts.jsonl"), "{\"text\": \"2 + 2 = 4\"}\n");
    Path output = folder.resolve("scores.jsonl");
    List<String> arguments = new ArrayList<>();
    arguments.addAll(List.of("score", "--input", texts.toString(), "--output", output.toString()));
    arguments.addAll(List.of(model));
    Invocation call = Invocation.of(arguments.toArray(String[]::new));
    assertEquals(0, call.code(), call.err());
    return Files.readString(output);
  }

  @Test
  void theDoctorFindsTheEngines() {
    Invocation call = Invocation.of("doctor");
    assertEquals(0, call.code(), call.out());
    assertTrue(call.out().contains("PyTorch 2.7.1"), call.out());
    assertTrue(call.out().contains("CpuBackend"), call.out());
  }

  @Test
  void aWrongCallNamesTheHelp() {
    Invocation call = Invocation.of("trian");
    assertEquals(2, call.code());
    assertTrue(call.err().contains("see rrm --help"), call.err());
  }
}
