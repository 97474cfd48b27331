package io.github.rrm4j.evaluation.scaling;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.item.LabelledItem;
import io.github.rrm4j.evaluation.benchmark.item.PairItem;
import io.github.rrm4j.evaluation.benchmark.protocol.Benchmarks;
import io.github.rrm4j.judging.pool.JudgementPool;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scores over votes by the formula of each benchmark, worked by hand on pools of few votes. */
class BenchmarkVotesTest {

  @TempDir Path folder;

  private static Item labelled(String id, int label) {
    Optional<Side> gold =
        label == 0 ? Optional.empty() : Optional.of(label == 1 ? Side.FIRST : Side.SECOND);
    return new LabelledItem(new Comparison("all", new OpenPair(id, "q", "a", "b", gold)), label);
  }

  private static double accuracy(List<ObjectNode> rows, String metric, int votes) {
    return rows.stream()
        .filter(row -> row.path("metric").asText().equals(metric))
        .filter(row -> row.path("votes").asInt() == votes)
        .findFirst()
        .orElseThrow()
        .path("accuracy")
        .asDouble();
  }

  @Test
  void pandaLmHasAgreementAndF1OfItsThreeClassesWithTies() throws IOException {
    List<Item> items = List.of(labelled("one", 1), labelled("two", 2), labelled("tie", 0));
    BenchmarkPairs pairs = BenchmarkPairs.of(Benchmarks.named("pandalm"), items);
    assertEquals(2, pairs.pairs().size(), "of which one response is better");
    assertEquals(3, pairs.open().size(), "which are judged");
    try (JudgementPool pool =
        new StoredPool()
            .put("one", "112", 5)
            .put("two", "222", 5)
            .put("tie", "111", 5)
            .open(folder)) {
      List<ObjectNode> rows = BenchmarkVotes.of(pairs, pool, 3, 1).accuracy().rows();
      // @1: one is right 2/3 of the time, two always, the tie never; @3: one is always right
      assertEquals((2.0 / 3 + 1) / 3, accuracy(rows, "agreement", 1), 1e-12);
      assertEquals(2.0 / 3, accuracy(rows, "agreement", 3), 1e-12);
      // @1, class 1: precision (2/3) / (5/3), recall 2/3; class 2: 1 / (4/3) and 1; class 0: none
      double one = 2 * 0.4 * (2.0 / 3) / (0.4 + 2.0 / 3);
      double two = 2 * 0.75 / 1.75;
      assertEquals((one + two) / 3, accuracy(rows, "f1", 1), 1e-12);
      // @3, class 1: precision 1/2, recall 1; class 2: both 1
      assertEquals((2.0 / 3 + 1) / 3, accuracy(rows, "f1", 3), 1e-12);
      ObjectNode first = rows.get(0);
      assertTrue(first.path("gain").isNull(), "one vote gains nothing over itself: " + first);
      assertTrue(rows.get(2).path("gain_low").isNumber(), rows.get(2).toString());
    }
  }

  @Test
  void judgeBenchCountsVotesOfEachOrder() throws IOException {
    List<Item> items =
        List.of(
            new PairItem(Comparison.better("x", "s", "q", "a", "b"), 0),
            new PairItem(Comparison.better("y", "s", "q", "a", "b"), 0));
    BenchmarkPairs pairs = BenchmarkPairs.of(Benchmarks.named("judgebench"), items);
    // x: right and wrong in the one order, right twice in the other; y: always the one shown first
    try (JudgementPool pool =
        new StoredPool().put("x", "1A2A", 5).put("y", "1B1B", 5).open(folder)) {
      List<ObjectNode> rows = BenchmarkVotes.of(pairs, pool, 4, 1).accuracy().rows();
      assertEquals(2, rows.stream().mapToInt(row -> row.path("votes").asInt()).max().orElse(0));
      // @1, x: +1 +1 or -1 +1: above 0 half of the time; y: +1 -1, never
      assertEquals(0.25, accuracy(rows, "overall", 1), 1e-12);
      // @2, x: a split order is right half of the time
      assertEquals(0.25, accuracy(rows, "overall", 2), 1e-12);
    }
    try (JudgementPool pool = new StoredPool().put("x", "11", 5).put("y", "11", 5).open(folder)) {
      InvalidInput one =
          assertThrows(InvalidInput.class, () -> BenchmarkVotes.of(pairs, pool, 2, 1));
      assertTrue(one.getMessage().contains("use --orders half"), one.getMessage());
    }
  }
}
