package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.Problem;
import io.github.rrm4j.data.ResponseList;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** sample, annotate, the DPO stage and arena, on a policy and a judge of a few steps. */
class PolicyCommandsTest {

  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir static Path folder;
  private static Path policy;
  private static Path judge;
  private static Path problems;
  private static Path replies;
  private static Path pairs;
  private static Path dpo;

  @BeforeAll
  static void trainSampleAndAnnotate() {
    policy = folder.resolve("policy");
    ok(
        train(
            "policy.yaml",
            policy,
            "sft.steps=60",
            "sft.optimizer.learning_rate=1e-2",
            "data.miniature.demonstrations=400",
            "data.miniature.prompts=24",
            "data.miniature.heldout_prompts=12"));
    judge = folder.resolve("judge");
    TinyRun.complete(
        judge,
        "--set",
        "stages=[sft]",
        "--set",
        "sft.steps=60",
        "--set",
        "sft.optimizer.learning_rate=1e-2",
        "--set",
        "rollout.max_new_tokens=60");
    problems = policy.resolve("data/problems.jsonl");
    replies = folder.resolve("replies.jsonl");
    ok(sample(replies));
    pairs = folder.resolve("pairs.jsonl");
    ok(annotate(pairs));
    dpo = folder.resolve("dpo");
    ok(dpo(dpo));
  }

  private static Invocation ok(String... arguments) {
    Invocation call = Invocation.of(arguments);
    assertEquals(0, call.code(), call.err());
    return call;
  }

  private static String refused(String... arguments) {
    Invocation call = Invocation.of(arguments);
    assertEquals(2, call.code(), call.err());
    assertEquals(1, call.err().lines().filter(line -> line.startsWith("rrm: ")).count());
    return call.err();
  }

  private static String[] with(String[] arguments, String... more) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static String[] train(String config, Path output, String... settings) {
    List<String> all = new ArrayList<>();
    all.addAll(
        List.of(
            "train",
            TinyRun.root().resolve("configs/miniature").resolve(config).toString(),
            "--output",
            output.toString()));
    for (String setting : settings) {
      all.add("--set");
      all.add(setting);
    }
    return all.toArray(String[]::new);
  }

  private static String[] sample(Path output) {
    return new String[] {
      "sample",
      "--policy",
      latest(policy),
      "--input",
      problems.toString(),
      "--samples",
      "4",
      "--max-new-tokens",
      "48",
      "--max-num-seqs",
      "16",
      "--output",
      output.toString()
    };
  }

  private static String[] annotate(Path output) {
    return new String[] {
      "annotate",
      "--judge",
      latest(judge),
      "--input",
      replies.toString(),
      "--max-num-seqs",
      "8",
      "--threshold",
      "0",
      "--orders-may-disagree",
      "--pairs",
      "all",
      "--output",
      output.toString()
    };
  }

  private static String[] dpo(Path output, String... settings) {
    return with(
        train(
            "dpo.yaml",
            output,
            "model.path=" + latest(policy),
            "data.train=" + pairs,
            "data.heldout=" + pairs,
            "data.miniature.heldout_prompts=8",
            "dpo.steps=6",
            "dpo.batch_size=4",
            "dpo.nll_coefficient=0",
            "evaluation.every=2",
            "evaluation.pairs=4",
            "checkpoint.every=1",
            "checkpoint.keep_last=3"),
        settings);
  }

  private static String[] arena(Path output, String... more) {
    return with(
        new String[] {
          "arena",
          "--first",
          latest(policy),
          "--second",
          latest(dpo),
          "--input",
          problems.toString(),
          "--policy-max-new-tokens",
          "48",
          "--max-num-seqs",
          "8",
          "--output",
          output.toString()
        },
        more);
  }

  private static String latest(Path run) {
    return run.resolve("checkpoints/latest").toString();
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(MAPPER.readTree(line));
    }
    return lines;
  }

  @Test
  void aPolicyIsMeasuredByGoldAndHasNoJudgesSettings() throws IOException {
    JsonNode gold = lines(policy.resolve("evaluations.jsonl")).get(0);
    assertEquals("gold", gold.get("name").asText());
    assertEquals(12, gold.get("n").asInt());
    assertFalse(Files.exists(Path.of(latest(policy), "judge.json")));
  }

  @Test
  void repliesAreListsThatRankReadsWithGoldScores() throws IOException {
    List<Problem> asked = Problem.read(problems);
    List<ResponseList> lists = ResponseList.read(replies);
    List<JsonNode> lines = lines(replies);
    assertEquals(24, lists.size());
    for (int i = 0; i < lists.size(); i++) {
      assertEquals(asked.get(i).prompt().query(), lists.get(i).query());
      assertEquals(4, lists.get(i).responses().size());
      for (int r = 0; r < 4; r++) {
        boolean finished = lines.get(i).get("finished").get(r).asBoolean();
        boolean right = asked.get(i).solvedBy(lists.get(i).responses().get(r)) && finished;
        assertEquals(right ? 1.0 : 0.0, lists.get(i).scores().orElseThrow().get(r));
        assertFalse(lists.get(i).responses().get(r).contains("<think>"));
      }
    }
  }

  @Test
  void promptsWithoutAnAnswerAreSampledWithoutScores() throws IOException {
    Path output = folder.resolve("unlabelled.jsonl");
    String[] arguments = sample(output);
    arguments[4] = policy.resolve("data/prompts.jsonl").toString();
    ok(arguments);
    List<JsonNode> labelled = lines(replies);
    List<JsonNode> lines = lines(output);
    for (int i = 0; i < lines.size(); i++) {
      assertFalse(lines.get(i).has("scores"));
      assertEquals(labelled.get(i).get("responses"), lines.get(i).get("responses"));
    }
  }

  @Test
  void pairsAreReadAsPreferencesWithTheirThinking() throws IOException {
    List<Pair> read = PairSource.of(pairs.toString()).read();
    List<JsonNode> lines = lines(pairs);
    assertEquals(lines.size(), read.size());
    for (int i = 0; i < read.size(); i++) {
      assertTrue(read.get(i).chosen().startsWith("<think>\n"), read.get(i).chosen());
      JsonNode votes = lines.get(i).get("annotation");
      assertTrue(votes.get("votes_chosen").asInt() > votes.get("votes_rejected").asInt());
      assertEquals(
          2,
          votes.get("votes_chosen").asInt()
              + votes.get("votes_rejected").asInt()
              + votes.get("malformed").asInt()
              + votes.get("truncated").asInt());
    }
    for (JsonNode undecided : lines(beside(pairs, ".undecided.jsonl"))) {
      assertTrue(undecided.has("reason") && !undecided.has("chosen"), undecided.toString());
    }
  }

  private static Path beside(Path output, String ending) {
    return output.resolveSibling(output.getFileName() + ending);
  }

  /** What a kill leaves: the settings and some bytes of the work. */
  private static void cut(Path whole, Path work, Path settings, Path output, String ending, long at)
      throws IOException {
    Files.copy(settings, beside(output, ".settings.json"));
    Files.copy(work, beside(output, ending));
    try (var channel = Files.newByteChannel(beside(output, ending), StandardOpenOption.WRITE)) {
      channel.truncate(at);
    }
    assertTrue(Files.exists(whole));
  }

  @Test
  void samplingThatWasCutAtAnyByteEndsWithTheSameBytes() throws IOException {
    long size = Files.size(replies);
    for (long at : new long[] {1, size / 2, size - 1, size}) {
      Path output = folder.resolve("cut-" + at + ".jsonl");
      cut(replies, replies, beside(replies, ".settings.json"), output, ".part.jsonl", at);
      assertTrue(refused(sample(output)).contains("is there already; add --resume"));
      ok(with(sample(output), "--resume"));
      assertArrayEquals(Files.readAllBytes(replies), Files.readAllBytes(output));
      assertFalse(Files.exists(beside(output, ".part.jsonl")));
    }
    assertTrue(refused(sample(replies)).contains("is there already"));
    assertTrue(ok(with(sample(replies), "--resume")).err().contains("is complete already"));
  }

  @Test
  void annotationThatWasCutAtAnyByteEndsWithTheSameBytes() throws IOException {
    Path judged = beside(pairs, ".judged.jsonl");
    long size = Files.size(judged);
    for (long at : new long[] {0, size / 3, size - 2, size}) {
      Path output = folder.resolve("annotated-" + at + ".jsonl");
      cut(pairs, judged, beside(pairs, ".settings.json"), output, ".judged.jsonl", at);
      ok(with(annotate(output), "--resume"));
      assertArrayEquals(Files.readAllBytes(pairs), Files.readAllBytes(output));
      assertArrayEquals(
          Files.readAllBytes(judged), Files.readAllBytes(beside(output, ".judged.jsonl")));
    }
    Path other = folder.resolve("other-seed.jsonl");
    cut(pairs, judged, beside(pairs, ".settings.json"), other, ".judged.jsonl", size);
    String said = refused(with(annotate(other), "--resume", "--seed", "9"));
    assertTrue(said.contains("were started with different settings"), said);
  }

  @Test
  void dpoLogsItsMetricsAndStartsFromItsReference() throws IOException {
    List<JsonNode> metrics = lines(dpo.resolve("metrics.jsonl"));
    assertEquals(6, metrics.size());
    JsonNode first = metrics.get(0);
    assertEquals(Math.log(2), first.get("loss").asDouble(), 1e-4);
    assertEquals(0, first.get("rewards/margins").asDouble(), 1e-4);
    assertTrue(first.get("logps/chosen").asDouble() < 0);
    for (String name : List.of("rewards/chosen", "rewards/rejected", "rewards/accuracies")) {
      assertTrue(metrics.get(5).has(name), name);
    }
    List<JsonNode> heldout =
        lines(dpo.resolve("evaluations.jsonl")).stream()
            .filter(line -> line.get("name").asText().equals("preferences"))
            .toList();
    assertEquals(3, heldout.size());
    assertTrue(heldout.get(2).get("rewards/margins").asDouble() > 0, heldout.get(2).toString());
    assertTrue(Files.exists(dpo.resolve("reference/dpo-train.jsonl")));
  }

  @Test
  void dpoThatIsStoppedAtAStepEndsWithTheBytesOfAnUnbrokenRun() throws IOException {
    Map<String, String> unbroken = TinyRun.digests(dpo);
    Path again = folder.resolve("dpo-again");
    ok(dpo(again));
    assertEquals(unbroken, TinyRun.digests(again));
    Invocation verified = Invocation.of("verify", dpo.toString());
    assertEquals(0, verified.code(), verified.out() + verified.err());
    assertTrue(verified.out().contains("byte for byte"), verified.out());
  }

  @Test
  void dpoThatIsKilledGoesOnToTheSameBytes() throws IOException, InterruptedException {
    Path run = folder.resolve("dpo-killed");
    Path log = folder.resolve("dpo-killed.log");
    for (int kill = 0; kill < 3; kill++) {
      Process child = Invocation.child(log, dpo(run, "--resume"));
      long before = steps(run);
      while (child.isAlive() && steps(run) == before) {
        Thread.sleep(5);
      }
      child.destroyForcibly().waitFor();
    }
    Invocation last = Invocation.of(dpo(run, "--resume"));
    assertEquals(0, last.code(), last.err() + Files.readString(log));
    Map<String, String> expected = TinyRun.digests(dpo);
    Map<String, String> digests = TinyRun.digests(run);
    for (String name :
        List.of(
            "metrics.jsonl",
            "evaluations.jsonl",
            "reference/dpo-train.jsonl",
            "checkpoints/step-000006/model.safetensors",
            "checkpoints/step-000006/optimizer.safetensors")) {
      assertEquals(expected.get(name), digests.get(name), name);
    }
  }

  private static long steps(Path run) throws IOException {
    Path metrics = run.resolve("metrics.jsonl");
    return Files.exists(metrics) ? Files.size(metrics) : 0;
  }

  @Test
  void anAdapterIsTrainedOnPairsToo() throws IOException {
    Path run = folder.resolve("dpo-lora");
    ok(
        dpo(
            run,
            "--set",
            "model.lora.rank=2",
            "--set",
            "dpo.reference=adapter_off",
            "--set",
            "dpo.loss=ipo",
            "--set",
            "dpo.optimizer.warmup_steps=0",
            "--set",
            "dpo.batch_size=32", // labels of a judge of 60 steps are noise: a small batch learns
            // its own
            "--set",
            "dpo.steps=12",
            "--set",
            "dpo.optimizer.learning_rate=3e-4"));
    assertTrue(Files.exists(Path.of(latest(run), "adapter_model.safetensors")));
    List<JsonNode> metrics = lines(run.resolve("metrics.jsonl"));
    assertEquals(25, metrics.get(0).get("loss").asDouble(), 1e-2); // (0 - 1 / 0.2)^2
    double heldout = 25;
    for (JsonNode line : lines(run.resolve("evaluations.jsonl"))) {
      heldout = line.path("loss").asDouble(heldout); // all pairs, once
    }
    assertTrue(heldout < 25, "loss " + heldout);
  }

  @Test
  void anArenaIsDecidedByJudgeOrGoldAndGoesOnAfterACut() throws IOException {
    Path gold = folder.resolve("arena-gold");
    String said = ok(arena(gold, "--gold")).err();
    assertTrue(said.contains("gold accuracy: first "), said);
    JsonNode result = MAPPER.readTree(Files.readString(gold.resolve("result.json")));
    assertEquals(24, result.get("prompts").asInt());
    double a = result.get("gold").get("a_accuracy").asDouble();
    double b = result.get("gold").get("b_accuracy").asDouble();
    assertEquals(0.5 + (b - a) / 2, result.get("b_score").asDouble(), 1e-9);

    Path judged = folder.resolve("arena-judge");
    ok(arena(judged, "--judge", latest(judge)));
    byte[] battles = Files.readAllBytes(judged.resolve("battles.jsonl"));
    byte[] whole = Files.readAllBytes(judged.resolve("result.json"));
    for (String name : List.of("second.jsonl", "battles.jsonl")) {
      try (var channel = Files.newByteChannel(judged.resolve(name), StandardOpenOption.WRITE)) {
        channel.truncate(channel.size() / 2);
      }
    }
    assertTrue(refused(arena(judged, "--judge", latest(judge))).contains("is there already"));
    ok(arena(judged, "--judge", latest(judge), "--resume"));
    assertArrayEquals(battles, Files.readAllBytes(judged.resolve("battles.jsonl")));
    assertArrayEquals(whole, Files.readAllBytes(judged.resolve("result.json")));
  }

  @Test
  void battlesThatKnowStrengthsAreScoredByTheRule() throws IOException {
    Path made =
        Files.writeString(
            folder.resolve("made.jsonl"),
            """
            {"id": "a", "games": ["B>>A", "B>A"]}
            {"id": "b", "games": ["A>B", "A=B"]}
            """);
    String said = ok("arena", "--battles", made.toString()).out();
    assertTrue(said.contains("75.0 %"), said); // (3 + 1 + 0 + 0.5) / (3 + 1 + 1 + 1)
    assertTrue(said.contains("1 by far, which count three times"), said);
    assertTrue(said.contains("over games, as Arena-Hard draws: 95 %"), said);
  }

  @Test
  void judgementsOfArenaHardAreScoredAsTheyAreAndTheResultIsWritten() throws IOException {
    Path made =
        Files.writeString(
            folder.resolve("model.jsonl"),
            """
            {"uid": "1", "category": "c", "model": "m", "games": [{"score": "B>>A"}, {"score": "A>B"}]}
            {"uid": "2", "category": "c", "model": "m", "games": [{"score": "A>B"}, {"score": "B>A"}]}
            """);
    Path output = folder.resolve("scored");
    String[] command = {"arena", "--battles", made.toString(), "--output", output.toString()};
    String said = ok(command).out();
    assertTrue(said.contains("66.7 %"), said); // (3 + 1) / (3 + 1 + 1 + 1)
    assertEquals(
        4.0 / 6, Json.read(output.resolve("result.json")).get("b_score").asDouble(), 1e-12);
    assertTrue(refused(command).contains("is there already"));
    assertTrue(refused(with(command, "--gold")).contains("--battles FILE is scored alone"));
  }

  @Test
  void wrongUseIsNamedInOneLine() throws IOException {
    Path none = folder.resolve("none");
    assertTrue(refused(arena(none)).contains("give one of --judge DIR and --gold"));
    String[] unlabelled = arena(none, "--gold");
    unlabelled[6] = policy.resolve("data/prompts.jsonl").toString();
    assertTrue(refused(unlabelled).contains("has no answer, must have one for --gold"));
    assertFalse(Files.exists(none));
    assertTrue(
        refused(with(sample(folder.resolve("no.jsonl")), "--temperature", "0"))
            .contains("at temperature 0 are the same reply"));
    assertTrue(
        refused(with(annotate(folder.resolve("no.jsonl")), "--model", "x")).contains("--model"));
    assertTrue(
        refused(dpo(none, "--set", "role=judge")).contains("has dpo, which trains a policy"));
    assertTrue(
        refused(dpo(none, "--set", "data.strip_thinking=true"))
            .contains("must be false for the dpo stage"));
    assertTrue(
        refused(dpo(none, "--set", "dpo.label_smoothing=0.5")).contains("dpo.label_smoothing"));
    assertTrue(
        refused(dpo(none, "--set", "dpo.reference=adapter_off"))
            .contains("must be frozen without model.lora.rank"));
    assertTrue(
        refused(dpo(none, "--set", "dpo.max_completion_tokens=2"))
            .contains("no pair is left to use"));
    assertTrue(refused(train("policy.yaml", none, "stages=[grpo]")).contains("trains a judge"));
    assertFalse(Files.exists(none));
  }
}
