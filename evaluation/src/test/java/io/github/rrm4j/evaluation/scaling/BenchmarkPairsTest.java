package io.github.rrm4j.evaluation.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.protocol.Benchmarks;
import io.github.rrm4j.evaluation.benchmark.result.HeadlineMetrics;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.statistics.table.ResultRows;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class BenchmarkPairsTest {

  private static BenchmarkPairs pairs(String name, String data) {
    Benchmark benchmark = Benchmarks.named(name);
    return BenchmarkPairs.of(
        benchmark, benchmark.read("src/test/resources/benchmarks/" + data, note -> {}));
  }

  private static Verdict right(Pair pair) {
    return pair.gold() == Side.FIRST ? Verdict.FIRST : Verdict.SECOND;
  }

  @Test
  void thePairsAreInTheSectionsOfTheBenchmark() {
    BenchmarkPairs pairs = pairs("rewardbench", "rewardbench");
    Map<String, Long> sections =
        pairs.pairs().stream().collect(Collectors.groupingBy(Pair::section, Collectors.counting()));
    assertEquals(Map.of("Chat", 10L, "Chat Hard", 12L, "Safety", 10L, "Reasoning", 15L), sections);
  }

  @Test
  void anItemIsScoredByTheOwnersRuleAsTheMeanOfItsJudgements() {
    BenchmarkPairs pairs = pairs("rewardbench", "rewardbench");
    List<Scored> scored =
        pairs.scored(2, (pair, sample) -> sample == 0 ? right(pair) : Verdict.MALFORMED);
    // a right one, and one that cannot be read, which is worth one half in RewardBench
    assertTrue(scored.stream().allMatch(item -> item.credit() == 0.75));
    List<Scored> ppe =
        pairs("ppe", "ppe").scored(2, (pair, s) -> s == 0 ? right(pair) : Verdict.MALFORMED);
    assertTrue(ppe.stream().allMatch(item -> item.credit() == 0.5), "nothing in PPE");
  }

  @Test
  void aTableOverBudgetsHasTheScoreOfTheBenchmarkInThePlaceOfTheMean() {
    BenchmarkPairs pairs = pairs("rewardbench", "rewardbench");
    List<Scored> least = pairs.scored(1, (pair, s) -> Verdict.MALFORMED);
    List<Scored> none =
        pairs.scored(1, (p, s) -> p.section().equals("Chat") ? right(p) : Verdict.MALFORMED);
    List<ObjectNode> rows =
        List.of(row(64, "all"), row(64, "Chat"), row(0, "all"), row(0, "Chat"), row(0, "Safety"));
    ResultRows table = pairs.scored(new ResultRows("budgets", rows), Map.of(64, least, 0, none), 1);
    double[] accuracy = {0.5, 0.5, (1 + 3 * 0.5) / 4, 1, 0.5};
    double[] gain = {0, 0, 0.125, 0.5, 0};
    for (int i = 0; i < accuracy.length; i++) {
      ObjectNode row = table.rows().get(i);
      assertEquals(accuracy[i], row.path("accuracy").asDouble(), 1e-12, row.toString());
      assertEquals(gain[i], row.path("gain").asDouble(), 1e-12, row.toString());
      assertTrue(row.has("accuracy_low") && row.has("gain_high"), row.toString());
    }
  }

  private static ObjectNode row(int budget, String section) {
    return ResultRows.row().put("section", section).put("budget", budget).put("accuracy", 0.123);
  }

  @Test
  void whatHasNoPairsOfARightAndAWrongResponseIsRefused() {
    InvalidInput tournament = assertThrows(InvalidInput.class, () -> pairs("ppe-best-of-k", "ppe"));
    assertTrue(tournament.getMessage().contains("is a tournament"), tournament.getMessage());
    InvalidInput ties =
        assertThrows(InvalidInput.class, () -> pairs("pandalm", "pandalm").decided());
    assertTrue(ties.getMessage().contains("has no better response"), ties.getMessage());
  }

  @Test
  void aSectionIsNeverTakenForTheWhole() {
    HeadlineMetrics whole =
        new HeadlineMetrics(List.of("overall", "section/Chat", "subset/alpacaeval-easy"));
    assertEquals(Optional.of("all"), whole.part("overall"));
    assertEquals(Optional.of("Chat"), whole.part("section/Chat"));
    assertEquals(Optional.empty(), whole.part("subset/alpacaeval-easy"));
    HeadlineMetrics part = new HeadlineMetrics(List.of("section/Chat", "subset/alpacaeval-easy"));
    assertEquals(Optional.empty(), part.main());
    assertEquals(Optional.of("Chat"), part.part("section/Chat"));
    HeadlineMetrics subsets = new HeadlineMetrics(List.of("accuracy", "subset/math"));
    assertEquals(Optional.of("math"), subsets.part("subset/math"));
  }
}
