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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A scalar reward model from the config to the benchmark, in a size that takes seconds. */
class RewardModelRunTest {

  @TempDir static Path folder;

  private static Path run;
  private static Map<String, String> unbroken;

  @BeforeAll
  static void trainWithoutABreak() {
    run = folder.resolve("unbroken");
    Invocation call = Invocation.of(arguments(run));
    assertEquals(0, call.code(), call.err());
    unbroken = TinyRun.digests(run);
  }

  private static String[] arguments(Path output, String... more) {
    List<String> all = new ArrayList<>();
    Path config = TinyRun.root().resolve("configs/miniature/reward-model.yaml");
    all.addAll(List.of("train", config.toString(), "--output", output.toString()));
    for (String setting :
        new String[] {
          "reward_model.steps=8",
          "reward_model.batch_size=6",
          "data.miniature.train_pairs=40",
          "data.miniature.heldout_pairs=8",
          "data.miniature.demonstrations=1",
          "evaluation.every=3",
          "evaluation.pairs=4",
          "evaluation.final_pairs=8",
          "checkpoint.every=1",
          "checkpoint.keep_last=3"
        }) {
      all.addAll(List.of("--set", setting));
    }
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static JsonNode json(Path file) throws IOException {
    return new ObjectMapper().readTree(Files.readString(file));
  }

  @Test
  void everyStepAndEvaluationIsWritten() throws IOException {
    List<String> metrics = Files.readAllLines(run.resolve("metrics.jsonl"));
    assertEquals(8, metrics.size());
    JsonNode first = new ObjectMapper().readTree(metrics.get(0));
    assertEquals("reward_model", first.get("stage").asText());
    assertEquals(Math.log(2), first.get("loss").asDouble(), 0.3);
    double chosen = first.get("score/chosen_mean").asDouble();
    double rejected = first.get("score/rejected_mean").asDouble();
    assertEquals(chosen - rejected, first.get("pairs/margin_mean").asDouble(), 1e-9);
    List<String> evaluations = Files.readAllLines(run.resolve("evaluations.jsonl"));
    assertEquals(3, evaluations.size()); // after 3 and 6 steps, and at the end
    assertEquals(8, new ObjectMapper().readTree(evaluations.get(2)).get("n").asInt());
    Path checkpoint = run.resolve("checkpoints/step-000008");
    assertEquals(
        "Qwen2ForSequenceClassification",
        json(checkpoint.resolve("config.json")).get("architectures").get(0).asText());
    assertFalse(Files.exists(checkpoint.resolve("judge.json")), "it has no words");
    assertTrue(Files.exists(run.resolve("report.html")));
  }

  @Test
  void aRunThatIsKilledEndsWithTheSameBytes() throws IOException, InterruptedException {
    Path killed = folder.resolve("killed");
    Path log = folder.resolve("killed.log");
    for (int steps : new int[] {2, 5}) {
      Process child = Invocation.child(log, arguments(killed, "--resume"));
      Path metrics = killed.resolve("metrics.jsonl");
      for (int i = 0; i < 60_000 && child.isAlive() && lines(metrics) < steps; i++) {
        Thread.sleep(1);
      }
      child.destroyForcibly().waitFor();
    }
    Process last = Invocation.child(log, arguments(killed, "--resume"));
    assertTrue(last.waitFor(3, TimeUnit.MINUTES));
    assertEquals(0, last.exitValue(), Files.readString(log));
    Map<String, String> digests = TinyRun.digests(killed);
    digests.keySet().removeIf(name -> name.contains("/.tmp-"));
    assertEquals(unbroken, digests);
  }

  private static long lines(Path file) throws IOException {
    if (!Files.exists(file)) {
      return 0;
    }
    try (Stream<String> lines = Files.lines(file)) {
      return lines.count();
    }
  }

  @Test
  void itsStepsAreVerifiedByTakingThemAgain() {
    Invocation verified = Invocation.of("verify", run.toString());
    assertEquals(0, verified.code(), verified.out() + verified.err());
    assertTrue(verified.out().contains("gives the same metrics, byte for byte"), verified.out());
  }

  @Test
  void itIsMeasuredOnBenchmarksAndEachVerdictHasItsMargin() throws IOException {
    Path output = folder.resolve("measured");
    String model = run.resolve("checkpoints/latest").toString();
    String data = run.resolve("data/heldout.jsonl").toString();
    Invocation call =
        Invocation.of(
            "evaluate",
            "--judge-type",
            "scalar",
            "--model",
            model,
            "--input",
            data,
            "--output",
            output.toString());
    assertEquals(0, call.code(), call.err());
    List<String> lines = Files.readAllLines(output.resolve("judgements.jsonl"));
    assertEquals(16, lines.size()); // both orders of 8 pairs
    for (String line : lines) {
      JsonNode sample = new ObjectMapper().readTree(line).get("samples").get(0);
      assertTrue(sample.get("probability").asDouble() >= 0.5, line);
      boolean first = sample.get("margin").asDouble() > 0;
      assertEquals(first ? "first" : "second", sample.get("verdict").asText());
    }
    JsonNode result = json(output.resolve("result.json"));
    double accuracy = result.get("metrics").get("accuracy").get("value").asDouble();
    String last = Files.readAllLines(run.resolve("evaluations.jsonl")).get(2);
    assertEquals(new ObjectMapper().readTree(last).get("accuracy").asDouble(), accuracy, 1e-12);
    assertEquals(1, result.get("behaviour").get("swap_consistency").get("value").asDouble(), 1e-12);
  }

  private static Invocation overlong(String rule, Path data, Path output, String... more) {
    List<String> all = new ArrayList<>();
    all.addAll(List.of("evaluate", "--judge-type", "scalar", "--input", data.toString()));
    all.addAll(List.of("--model", run.resolve("checkpoints/latest").toString()));
    all.addAll(List.of("--overlong", rule, "--output", output.toString()));
    all.addAll(List.of(more));
    return Invocation.of(all.toArray(String[]::new));
  }

  @Test
  void aResponseThatIsTooLongIsRefusedCountedOrShortened() throws IOException {
    Path data =
        Files.writeString(
            folder.resolve("long.jsonl"),
            "{\"id\":\"a\",\"prompt\":\"8 - 3\",\"chosen\":\"5\",\"rejected\":\"6\"}\n"
                + "{\"id\":\"long\",\"prompt\":\"8 - 3\",\"chosen\":\"5\",\"rejected\":\""
                + "9 ".repeat(900)
                + "\"}\n");
    Path output = folder.resolve("scalar-counted");
    Invocation refused = overlong("fail", data, output);
    assertEquals(2, refused.code());
    assertTrue(refused.err().contains("benchmark: long: has "), refused.err());
    assertTrue(refused.err().contains("--overlong count or shorten"), refused.err());
    Invocation counted = overlong("count", data, output);
    assertEquals(0, counted.code(), counted.err());
    assertTrue(counted.err().contains("of 2 comparisons, 1 too long for the judge"), counted.err());
    JsonNode result = json(output.resolve("result.json"));
    assertEquals("count", result.get("settings").get("overlong").asText());
    assertEquals(2, result.get("judgements").asInt());
    assertEquals(1, result.get("overlong").asInt());
    assertEquals(0.5, result.get("behaviour").get("unreadable").get("value").asDouble(), 1e-12);
    Invocation other = overlong("shorten", data, output, "--resume");
    assertEquals(2, other.code());
    assertTrue(other.err().contains("overlong was \"count\", is \"shorten\""), other.err());
    Path cut = folder.resolve("scalar-shortened");
    assertEquals(0, overlong("shorten", data, cut).code());
    assertEquals(4, json(cut.resolve("result.json")).get("judgements").asInt());
    assertEquals(1, json(cut.resolve("result.json")).get("shortened").asInt());
  }

  @Test
  void whatAskedOfARewardModelMakesNoSenseIsSaidInOneLine() {
    String model = run.resolve("checkpoints/latest").toString();
    String data = run.resolve("data/heldout.jsonl").toString();
    Invocation words = Invocation.of("evaluate", "--model", model, "--input", data);
    assertEquals(2, words.code());
    assertTrue(words.err().contains("is a scalar reward model"), words.err());
    Invocation votes =
        Invocation.of(
            "evaluate",
            "--judge-type",
            "scalar",
            "--model",
            model,
            "--input",
            data,
            "--votes",
            "3");
    assertEquals(2, votes.code());
    assertTrue(votes.err().contains("must be 1 for a scalar reward model"), votes.err());
    Invocation hot =
        Invocation.of(
            "evaluate",
            "--judge-type",
            "scalar",
            "--model",
            model,
            "--input",
            data,
            "--temperature",
            "1");
    assertEquals(2, hot.code());
    assertTrue(hot.err().contains("--temperature is given, must be left out"), hot.err());
    Invocation language =
        Invocation.of(
            "evaluate",
            "--judge-type",
            "scalar",
            "--input",
            data,
            "--model",
            run.resolve("model").toString());
    assertEquals(2, language.code());
    assertTrue(language.err().contains("must be a scalar reward model"), language.err());
  }

  @Test
  void configsThatMakeNoSenseAreRefused() {
    Invocation both =
        Invocation.of(arguments(folder.resolve("no"), "--set", "stages=[sft,reward_model]"));
    assertEquals(2, both.code());
    assertTrue(both.err().contains("stages has reward_model beside others"), both.err());
    Invocation labels =
        Invocation.of(
            "config",
            "check",
            TinyRun.root().resolve("configs/miniature/direct-sft.yaml").toString(),
            "--set",
            "judge.thinking=true");
    assertEquals(2, labels.code());
    assertTrue(labels.err().contains("is labels, which have no thinking"), labels.err());
  }

  @Test
  void itIsRehearsedPlannedAndExported() throws IOException {
    Path never = folder.resolve("never");
    Invocation dry = Invocation.of(arguments(never, "--dry-run"));
    assertEquals(0, dry.code(), dry.err());
    assertTrue(dry.err().contains("would run reward_model: 8 steps of 6 of 40 pairs"), dry.err());
    assertFalse(Files.exists(never));
    Path config = TinyRun.root().resolve("configs/miniature/reward-model.yaml");
    Invocation plan = Invocation.of("plan", config.toString());
    assertEquals(0, plan.code(), plan.err());
    assertFalse(plan.out().contains("rollout"), plan.out());
    Path exported = folder.resolve("exported");
    Invocation export =
        Invocation.of("export", run.toString(), "--output", exported.toString(), "--dtype", "bf16");
    assertEquals(0, export.code(), export.err());
    assertTrue(Files.readString(exported.resolve("README.md")).contains("heldout"));
    Invocation measured =
        Invocation.of(
            "evaluate",
            "--judge-type",
            "scalar",
            "--model",
            exported.toString(),
            "--input",
            run.resolve("data/heldout.jsonl").toString());
    assertEquals(0, measured.code(), measured.err());
  }

  @Test
  void anAdapterIsTrainedAndMeasured() throws IOException {
    Path base = folder.resolve("base");
    TinyRun.complete(base, "--set", "stages=[sft]");
    Path adapted = folder.resolve("adapted");
    Invocation trained =
        Invocation.of(
            arguments(
                adapted,
                "--set",
                "model.path=" + base.resolve("checkpoints/latest"),
                "--set",
                "model.weights=pretrained",
                "--set",
                "model.lora.rank=4"));
    assertEquals(0, trained.code(), trained.err());
    JsonNode settings = json(adapted.resolve("checkpoints/step-000008/adapter_config.json"));
    assertEquals("SEQ_CLS", settings.get("task_type").asText());
    Invocation measured =
        Invocation.of(
            "evaluate",
            "--judge-type",
            "scalar",
            "--model",
            adapted.resolve("checkpoints/latest").toString(),
            "--input",
            run.resolve("data/heldout.jsonl").toString());
    assertEquals(0, measured.code(), measured.err());
  }
}
