package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.miniature.MiniatureAnswers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reinforcement learning of a policy in a size that takes seconds: the judge has learnt no more
 * than to give a verdict, the policy no more than to answer.
 */
class PolicyRunTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir static Path folder;

  private static Path judge;
  private static Map<String, String> unbroken;

  @BeforeAll
  static void train() {
    judge = folder.resolve("judge");
    TinyRun.complete(
        judge,
        settings(
            "stages=[sft]",
            "judge.thinking=false",
            "rollout.max_new_tokens=16",
            "sft.steps=40",
            "sft.batch_size=16"));
    complete(folder.resolve("unbroken"));
    unbroken = TinyRun.digests(folder.resolve("unbroken"));
  }

  private static String[] settings(String... settings) {
    List<String> all = new ArrayList<>();
    for (String setting : settings) {
      all.addAll(List.of("--set", setting));
    }
    return all.toArray(String[]::new);
  }

  private static String[] arguments(Path output, String... more) {
    List<String> all = new ArrayList<>();
    all.addAll(
        List.of(
            "train",
            TinyRun.root().resolve("configs/miniature/policy-rl.yaml").toString(),
            "--output",
            output.toString()));
    all.addAll(
        List.of(
            settings(
                "stages=[sft,policy]",
                "model.path=miniature",
                "model.weights=random",
                "policy.judge.model=" + judge,
                "data.demonstrations=miniature",
                "data.miniature.prompts=24",
                "data.miniature.heldout_prompts=8",
                "data.miniature.demonstrations=60",
                "sft.steps=40",
                "sft.batch_size=16",
                "sft.optimizer.learning_rate=3e-3",
                "grpo.steps=4",
                "grpo.prompts=4",
                "grpo.group_size=4",
                "rollout.max_new_tokens=40",
                "policy.judge.team_identical=false",
                "evaluation.every=2",
                "evaluation.pairs=4",
                "evaluation.final_pairs=8",
                "checkpoint.every=1",
                "log.rollouts_every=1")));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  private static void complete(Path output, String... more) {
    Invocation run = Invocation.of(arguments(output, more));
    assertEquals(0, run.code(), run.err());
  }

  private static List<JsonNode> lines(Path file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  @Test
  void theJudgeRewardsAndIsWatched() throws IOException {
    Path run = folder.resolve("unbroken");
    JsonNode last = lines(run.resolve("metrics.jsonl")).get(43);
    assertEquals("policy", last.get("stage").asText());
    double comparisons = last.get("judge/comparisons").asDouble();
    assertTrue(comparisons > 4 * 3 && comparisons <= 4 * 6, last.toString());
    assertTrue(last.get("answer/distinct_mean").asDouble() > 1, last.toString());
    assertTrue(last.get("judge/unreadable_frac").asDouble() < 1, last.toString());
    assertTrue(last.get("reward/std").asDouble() > 0, last.toString());
    List<JsonNode> evaluations =
        lines(run.resolve("evaluations.jsonl")).stream()
            .filter(line -> line.get("stage").asText().equals("policy"))
            .filter(line -> line.get("mode").asText().equals("sampled"))
            .toList();
    assertEquals(2, evaluations.size());
    for (JsonNode line : evaluations) {
      double rate = line.get("win_rate").asDouble();
      assertTrue(line.get("win_rate_low").asDouble() <= rate, line.toString());
      assertTrue(line.get("win_rate_high").asDouble() >= rate, line.toString());
    }
    assertTrue(
        lines(run.resolve("rollouts.jsonl")).stream().anyMatch(l -> !l.get("matches").isEmpty()));
    assertTrue(Files.readString(run.resolve("report.html")).contains("win rate against the start"));
  }

  @Test
  void goldAnswersAreOutOfReach() throws IOException {
    Path world = folder.resolve("unbroken/data");
    Path right = folder.resolve("right.jsonl");
    Path garbage = folder.resolve("garbage.jsonl");
    List<String> gold = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    for (JsonNode line : lines(world.resolve(MiniatureAnswers.PROBLEMS_FILE))) {
      gold.add(line.toString());
      wrong.add(((ObjectNode) line).put("answer", "garbage").toString());
    }
    Files.write(right, gold);
    Files.write(garbage, wrong);
    for (Path file : List.of(right, garbage)) {
      Path run = folder.resolve(file.getFileName() + ".run");
      complete(run, settings("data.prompts=" + file));
      // The prompts are those of the miniature, so the bytes are those of the other run too.
      Map<String, String> digests = TinyRun.digests(run);
      for (String name : List.of("metrics.jsonl", "rollouts.jsonl", "evaluations.jsonl")) {
        assertEquals(unbroken.get(name), digests.get(name), name + " with " + file);
      }
    }
    // The same garbage moves a reward that does look at it.
    Path byGold = folder.resolve("gold.run");
    String[] rewarded = {
      "policy.weights.judge=0", "policy.weights.gold=1", "data.prompts=" + garbage
    };
    complete(byGold, settings(rewarded));
    for (JsonNode line : lines(byGold.resolve("metrics.jsonl"))) {
      assertEquals(0, line.path("reward/mean").asDouble(), line.toString());
    }
  }

  @Test
  void aRunThatIsKilledEndsWithTheSameBytes() throws IOException, InterruptedException {
    Path run = folder.resolve("killed");
    Path log = folder.resolve("killed.log");
    Path metrics = run.resolve("metrics.jsonl");
    int killed = 0;
    for (int line : new int[] {41, 43}) {
      Process child = Invocation.child(log, arguments(run, "--resume"));
      for (int i = 0; i < 60_000 && child.isAlive() && count(metrics) < line; i++) {
        Thread.sleep(1);
      }
      killed += child.isAlive() ? 1 : 0;
      child.destroyForcibly().waitFor();
    }
    Process last = Invocation.child(log, arguments(run, "--resume"));
    assertTrue(last.waitFor(3, TimeUnit.MINUTES));
    assertEquals(0, last.exitValue(), Files.readString(log));
    assertEquals(2, killed, Files.readString(log));
    Map<String, String> digests = TinyRun.digests(run);
    digests.keySet().removeIf(name -> name.contains("/.tmp-"));
    assertEquals(unbroken, digests);
  }

  private static long count(Path file) throws IOException {
    return Files.exists(file) ? Files.readString(file).lines().count() : 0;
  }

  @Test
  void whatCannotBeIsSaidInOneLine() {
    assertProblem("policy.weights.judge", settings("policy.weights.judge=0"));
    assertProblem("policy.judge.model", settings("policy.judge.model=null"));
    assertProblem("policy.judge.model", settings("policy.judge.model=nowhere"));
    assertProblem("policy.scalar.model", settings("policy.weights.scalar=1"));
    assertProblem(
        "policy.scalar.model", settings("policy.weights.scalar=1", "policy.scalar.model=nowhere"));
    assertProblem("role", settings("role=judge", "data.heldout=miniature"));
    assertProblem("grpo.both_orders", settings("grpo.both_orders=true"));
    assertProblem("log.batches_every", settings("log.batches_every=2"));
    assertProblem(
        "grpo.advantages", settings("policy.judge.rule=pairwise", "grpo.advantages=group_std"));
    assertProblem("data.prompts", settings("data.prompts=null"));
  }

  private static void assertProblem(String key, String[] settings) {
    Path run = folder.resolve("refused");
    Invocation refused = Invocation.of(arguments(run, settings));
    assertEquals(2, refused.code(), refused.err());
    assertTrue(refused.err().contains(key), refused.err());
    assertFalse(Files.exists(run.resolve("metrics.jsonl")));
  }
}
