package io.github.rrm4j.evaluation.benchmark.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.rrm4j.data.Columns;
import io.github.rrm4j.data.Columns.Labels;
import io.github.rrm4j.data.Columns.Role;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.PairSource;
import io.github.rrm4j.data.PairStream;
import io.github.rrm4j.data.PairWriter;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.data.check.DataCheck;
import io.github.rrm4j.data.check.PromptHashes;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Samples;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.evaluation.benchmark.record.JudgementLog;
import io.github.rrm4j.evaluation.benchmark.record.Judging;
import io.github.rrm4j.evaluation.benchmark.result.Measured;
import io.github.rrm4j.evaluation.benchmark.result.Result;
import io.github.rrm4j.judging.Orders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The published files as they are, where {@code -Drrm.realData=DIR} or RRM_REAL_DATA says where
 * they lie.
 */
@Tag("real-data")
class RealBenchmarksTest {

  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void find() {
    String given =
        System.getProperty(
            "rrm.realData", Optional.ofNullable(System.getenv("RRM_REAL_DATA")).orElse(""));
    assumeTrue(!given.isEmpty(), "-Drrm.realData is not set");
    folder = Path.of(given);
    assertTrue(Files.isDirectory(folder), folder + " is no folder");
  }

  private List<Item> read(Benchmark benchmark, String path) {
    return benchmark.read(folder.resolve(path).toString(), note -> {});
  }

  @Test
  void pandaLmHas999PairsOf105TiesAndItsOddResponses() {
    Benchmark benchmark = Benchmarks.named("pandalm");
    List<Item> items = read(benchmark, "pandalm/testset-v1.json");
    List<Comparison> pairs =
        items.stream().map(item -> item.comparisons(new Verdicts()).get(0)).toList();
    assertEquals(999, pairs.size());
    assertEquals(894, pairs.stream().filter(c -> c.pair().gold().isPresent()).count());
    assertEquals(
        6,
        pairs.stream()
            .flatMap(c -> List.of(c.pair().first(), c.pair().second()).stream())
            .filter("True"::equals)
            .count());
    assertEquals(
        54,
        pairs.stream()
            .flatMap(c -> List.of(c.pair().first(), c.pair().second()).stream())
            .filter(String::isEmpty)
            .count());
    List<Scored> scored =
        Samples.scored(items, Samples.verdicts(items, Orders.ONE, Samples::oracle));
    assertEquals(List.of(), benchmark.missing(scored));
    assertEquals(1, Samples.value(benchmark, scored, "f1"));
    // Whoever never says tie is right on 894 of 999 at best.
    List<Scored> untied =
        Samples.scored(
            items,
            Samples.verdicts(
                items,
                Orders.ONE,
                shown ->
                    Samples.oracle(shown).side().isPresent()
                        ? Samples.oracle(shown)
                        : Answer.FIRST));
    assertEquals(894.0 / 999, Samples.value(benchmark, untied, "agreement"), 1e-12);
    assertTrue(Samples.value(benchmark, untied, "f1") < 2.0 / 3);
    assertEquals(1, Samples.value(benchmark, untied, "without_ties/f1"), 1e-12);
  }

  /**
   * The metrics of what a published file says of judgements; skipped where the file is not there.
   */
  private Map<String, Double> recorded(Benchmark benchmark, String data, String judgements) {
    Path file = folder.resolve(judgements);
    assumeTrue(Files.exists(file), file + " is not there");
    List<Item> items = read(benchmark, data);
    Verdicts all = new Verdicts();
    JudgementLog.read(file, benchmark, all, remark -> {});
    return Result.of(benchmark, items, Judging.recorded(items, all, judgements), 1)
        .metrics()
        .stream()
        .collect(Collectors.toMap(Measured::name, Measured::value));
  }

  /** Wang et al. 2023, table of the test set. */
  @Test
  void pandaLmsPredictionsOfGpt35GiveThePublishedNumbers() {
    Map<String, Double> metrics =
        recorded(
            Benchmarks.named("pandalm"),
            "pandalm/testset-v1.json",
            "pandalm/gpt-3.5-turbo-testset-v1.json");
    assertEquals(0.7107, metrics.get("agreement"), 5e-5);
    assertEquals(0.5755, metrics.get("f1"), 5e-5);
  }

  /** As the owners' {@code utils/metrics.py} computes them of the same file. */
  @Test
  void judgeBenchsOutputsOfARewardModelGiveTheOwnersNumbers() {
    String name = "dataset=judgebench,response_model=gpt-4o-2024-05-13";
    Map<String, Double> metrics =
        recorded(
            Benchmarks.named("judgebench"),
            "judgebench/data/" + name + ".jsonl",
            "judgebench/outputs/"
                + name
                + ",judge_name=reward_model,judge_model=Skywork_Skywork-Reward-Gemma-2-27B.jsonl");
    assertEquals(0.6429, metrics.get("overall"), 5e-5);
    assertEquals(0.5974, metrics.get("section/Knowledge"), 5e-5);
    assertEquals(0.6633, metrics.get("section/Reasoning"), 5e-5);
    assertEquals(0.8393, metrics.get("section/Math"), 5e-5);
    assertEquals(0.5, metrics.get("section/Coding"), 5e-5);
  }

  @Test
  void llmBarIsWholeFolderByFolder() {
    Benchmark benchmark = Benchmarks.named("llmbar");
    List<Item> items = read(benchmark, "llmbar");
    List<Scored> scored =
        Samples.scored(items, Samples.verdicts(items, Orders.BOTH, Samples::oracle));
    assertEquals(419, scored.size());
    assertEquals(List.of(), benchmark.missing(scored));
    assertEquals(1, Samples.value(benchmark, scored, "accuracy/Adversarial"), 1e-12);
  }

  /** The owners' files against themselves: every query is found, those of the other are not. */
  @Test
  void queriesOfPandaLmAndLlmBarAreFoundInTrainingDataThatHasThem() {
    List<Item> panda = read(Benchmarks.named("pandalm"), "pandalm/testset-v1.json");
    List<Item> bar = read(Benchmarks.named("llmbar"), "llmbar");
    io.github.rrm4j.data.check.Benchmark both = new io.github.rrm4j.data.check.Benchmark();
    both.begin("pandalm");
    panda.forEach(item -> both.add(item.id(), item.queries()));
    both.begin("llmbar");
    bar.forEach(item -> both.add(item.id(), item.queries()));
    assertEquals(999 + 419, both.size());
    PromptHashes prompts = new PromptHashes();
    List<Pair> pairs = new ArrayList<>();
    for (Item item : panda.subList(0, 100)) {
      String query = item.queries().get(0);
      prompts.add(query);
      pairs.add(new Pair(item.id(), "s", query, "a", "b", Side.FIRST));
    }
    Path file = temporary.resolve("train.jsonl");
    PairWriter.writePresented(file, pairs);
    DataCheck.Result result =
        DataCheck.of(List.of(PairSource.of(file.toString())), Optional.of(both));
    assertEquals(100, result.overlaps().get(0).same());
    assertEquals(0, result.overlaps().get(1).same() + result.overlaps().get(1).overlapping());
    assertEquals(
        panda.stream().filter(item -> item.queries().stream().anyMatch(prompts::has)).count(),
        panda.stream()
            .filter(item -> pairs.stream().anyMatch(p -> item.queries().contains(p.query())))
            .count());
    assertTrue(bar.stream().noneMatch(item -> item.queries().stream().anyMatch(prompts::has)));
  }

  @Test
  void correctnessPairsOfGsm8kAreAPreferenceBenchmark() {
    Columns columns =
        new Columns(
            Map.of(
                Role.PROMPT, "question",
                Role.RESPONSE_1, "6b_finetuning.solution",
                Role.RESPONSE_2, "175b_verification.solution",
                Role.SCORE_1, "6b_finetuning.is_correct",
                Role.SCORE_2, "175b_verification.is_correct"),
            Labels.USUAL);
    List<Pair> pairs = new ArrayList<>();
    String path = folder.resolve("gsm8k/example_model_solutions.jsonl").toString();
    try (PairStream stream = new PairSource(path, columns).open()) {
      stream.forEachRemaining(pairs::add);
    }
    Path file = temporary.resolve("gsm8k.jsonl");
    PairWriter.writePresented(file, pairs);
    Benchmark benchmark = Benchmarks.named("preference");
    List<Item> items = benchmark.read(file.toString(), note -> {});
    assertEquals(pairs.size(), items.size());
    List<Scored> scored =
        Samples.scored(items, Samples.verdicts(items, Orders.BOTH, Samples::oracle));
    assertEquals(1, Samples.value(benchmark, scored, "both_orders"));
  }
}
