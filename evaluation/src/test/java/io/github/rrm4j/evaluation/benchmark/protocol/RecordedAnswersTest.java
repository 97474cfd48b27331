package io.github.rrm4j.evaluation.benchmark.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.rows.DataFile;
import io.github.rrm4j.data.rows.DataFiles;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.evaluation.benchmark.record.JudgementLog;
import io.github.rrm4j.evaluation.benchmark.record.Judging;
import io.github.rrm4j.evaluation.benchmark.result.Measured;
import io.github.rrm4j.evaluation.benchmark.result.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Judgements in the files of the benchmarks' owners, with the scores that their tools give. */
class RecordedAnswersTest {

  @TempDir Path folder;

  private static final Path RESOURCES = Path.of("src/test/resources");

  /** The metrics of what a benchmark's owners recorded of its own small data. */
  private static Map<String, Double> metrics(String name, String data, String recorded) {
    return metrics(name, data, recorded, told -> {});
  }

  private static Map<String, Double> metrics(
      String name, String data, String recorded, Consumer<String> remarks) {
    Benchmark benchmark = Benchmarks.named(name);
    List<Item> items =
        benchmark.read(RESOURCES.resolve("benchmarks").resolve(data).toString(), note -> {});
    Verdicts all = new Verdicts();
    String files = RESOURCES.resolve("recorded").resolve(recorded).toString();
    for (DataFile file : DataFiles.below(files)) {
      JudgementLog.read(file.path(), benchmark, all, remarks);
    }
    Verdicts found = Judging.recorded(items, all, recorded);
    return Result.of(benchmark, items, found, 1).metrics().stream()
        .collect(Collectors.toMap(Measured::name, Measured::value));
  }

  @Test
  void judgeBenchCountsBothJudgementsOfALineTheSecondTurnedAround() {
    // right + right, right + tie, right + wrong, right + right, null + tie
    assertEquals(3 / 5.0, metrics("judgebench", "judgebench", "judgebench").get("overall"), 1e-12);
  }

  @Test
  void llmBarTakesTheLastResultWhoseWinnersAreInTheOrderOfTheData() {
    Map<String, Double> metrics = metrics("llmbar", "llmbar", "llmbar");
    assertEquals(6 / 7.0, metrics.get("accuracy"), 1e-12);
    assertEquals(5 / 7.0, metrics.get("agreement"), 1e-12);
    assertEquals(0.75, metrics.get("accuracy/Neighbor"), 1e-12);
  }

  @Test
  void pandaLmCountsGarbageAsATie() {
    // labels 1 1 2 0 1 0, predictions 1 2 2 Tie garbage 1
    List<String> remarks = new ArrayList<>();
    Map<String, Double> metrics = metrics("pandalm", "pandalm", "pandalm", remarks::add);
    assertEquals(1, remarks.size());
    assertTrue(remarks.get(0).contains("(garbage)"), remarks.get(0));
    assertEquals(3 / 6.0, metrics.get("agreement"), 1e-12);
    assertEquals(2 / 4.0, metrics.get("without_ties/agreement"), 1e-12);
  }

  @Test
  void rewardBenchComparesScoresAndEqualOnesAreWorthNothing() {
    Map<String, Double> metrics = metrics("rewardbench", "rewardbench", "rewardbench");
    assertEquals(0.5, metrics.get("subset/alpacaeval-easy"), 1e-12);
    assertEquals(1 / 3.0, metrics.get("subset/hep-rust"), 1e-12);
    double reasoning = (984 * 0.5 + 5 * 164 * 0.5 + 164 / 3.0) / 1968;
    assertEquals((3 * 0.5 + reasoning) / 4, metrics.get("overall"), 1e-12);
  }

  @Test
  void rewardBenchReadsAPairInARowToo() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("scores.jsonl"),
            "{\"id\": 7, \"subset\": \"hep-go\", \"scores_chosen\": 2, \"scores_rejected\": 1}\n");
    Verdicts all = new Verdicts();
    JudgementLog.read(file, Benchmarks.named("rewardbench"), all, told -> {});
    assertTrue(all.has("hep-go/7") && all.givesScores());
    assertEquals(1.0, all.margin("hep-go/7").getAsDouble(), 1e-12);
  }

  @Test
  void rewardBenchReadsTheResultsOfAGenerativeJudge() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("judge.json"),
            "{\"id\": [7, 7, 8], \"subset\": [\"hep-go\", \"hep-go\", \"hep-cpp\"],"
                + " \"results\": [1, 0.0, 0.5], \"model\": \"m\"}");
    Verdicts all = new Verdicts();
    List<String> remarks = new ArrayList<>();
    JudgementLog.read(file, Benchmarks.named("rewardbench"), all, remarks::add);
    assertEquals(
        List.of("hep-go/7 FIRST", "hep-go/7#2 SECOND", "hep-cpp/8 TIE"),
        all.judged().stream()
            .map(judged -> judged.id() + " " + judged.samples().get(0).answer())
            .toList());
    assertEquals(1, remarks.size());
    refused(
        "rewardbench",
        "{\"id\": 1, \"subset\": \"hep-go\", \"results\": 0.7}",
        "field 'results' has 0.7, must be 1, 0 or 0.5");
  }

  private void refused(String benchmark, String row, String reason) throws IOException {
    Path file = Files.writeString(folder.resolve("wrong.jsonl"), row + "\n");
    InvalidInput refused =
        assertThrows(
            InvalidInput.class,
            () -> JudgementLog.read(file, Benchmarks.named(benchmark), new Verdicts(), told -> {}));
    assertTrue(refused.getMessage().contains(reason), refused.getMessage());
    assertTrue(refused.getMessage().startsWith(file + ":1: "), refused.getMessage());
  }

  @Test
  void whatCannotBeReadIsRefusedWithItsPlace() throws IOException {
    refused(
        "judgebench",
        "{\"pair_id\": \"x\", \"judgments\": [{\"decision\": \"maybe\"}]}",
        "field 'judgments[0].decision' is \"maybe\"");
    refused("judgebench", "{\"pair_id\": \"x\", \"judgments\": []}", "has 0 judgements");
    refused(
        "llmbar",
        "{\"results\": [{\"swap = False\": {\"winner\": \"1\"}}]}",
        "nothing says which subset it is of");
    refused(
        "rewardbench",
        "{\"id\": [1, 2], \"subset\": [\"a\"], \"scores_chosen\": [1], \"scores_rejected\": [1]}",
        "differ in their lengths");
  }
}
