package io.github.rrm4j.evaluation.benchmark.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Comparison.PresentedPair;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.JudgedComparison;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.evaluation.benchmark.Samples;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.evaluation.benchmark.protocol.Benchmarks;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.judging.Orders;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JudgingTest {

  @Test
  void theOrderOfAComparisonFollowsFromItsIdAndTheKey() {
    int swapped = 0;
    for (int i = 0; i < 1000; i++) {
      Comparison comparison = Comparison.better("id" + i, "s", "q", "a", "b");
      List<Order> orders = Orders.ONE.of(Key.of(3, "presentation"), comparison.id());
      assertEquals(orders, Orders.ONE.of(Key.of(3, "presentation"), comparison.id()));
      swapped += orders.get(0) == Order.SWAPPED ? 1 : 0;
    }
    assertTrue(swapped > 440 && swapped < 560, swapped + " of 1000");
  }

  @Test
  void baselinesDoWhatTheirNamesSay() {
    Comparison comparison =
        new Comparison("s", new OpenPair("x", "q", "long one", "short", Optional.of(Side.SECOND)));
    PresentedPair given = new PresentedPair(comparison, Order.GIVEN);
    PresentedPair swapped = new PresentedPair(comparison, Order.SWAPPED);
    Key key = Key.of(1, "coin");
    assertEquals(
        List.of(List.of(new Sample(Answer.FIRST)), List.of(new Sample(Answer.SECOND))),
        Baseline.LENGTH.source(key).judge(List.of(given, swapped)));
    assertEquals(
        List.of(List.of(new Sample(Answer.FIRST)), List.of(new Sample(Answer.FIRST))),
        Baseline.FIRST.source(key).judge(List.of(given, swapped)));
    int first = 0;
    for (int i = 0; i < 1000; i++) {
      Comparison other = Comparison.better("id" + i, "s", "q", "a", "b");
      List<List<Sample>> said =
          Baseline.RANDOM.source(key).judge(List.of(new PresentedPair(other, Order.GIVEN)));
      first += said.get(0).get(0).answer() == Answer.FIRST ? 1 : 0;
    }
    assertTrue(first > 440 && first < 560, first + " of 1000");
    Comparison equal = Comparison.better("e", "s", "q", "\uD83D\uDE00", "x");
    assertEquals(
        Answer.TIE,
        Baseline.LENGTH
            .source(key)
            .judge(List.of(new PresentedPair(equal, Order.GIVEN)))
            .get(0)
            .get(0)
            .answer(),
        "one code point each");
  }

  @Test
  void recordedJudgementsMustCoverEveryComparison() {
    List<Item> items = Samples.items(Benchmarks.named("preference"));
    Verdicts recorded = new Verdicts();
    for (String id : List.of("p1", "p3")) {
      recorded.add(
          new JudgedComparison(
              id, "", Order.GIVEN, Optional.empty(), List.of(new Sample(Answer.FIRST))));
    }
    InvalidInput error =
        assertThrows(InvalidInput.class, () -> Judging.recorded(items, recorded, "verdicts.jsonl"));
    assertTrue(
        error.getMessage().startsWith("verdicts.jsonl: has no judgement of 'p2' (subset s)"),
        error.getMessage());
  }

  @Test
  void recordedJudgementsGetTheirGoldFromTheBenchmark() {
    List<Item> items = Samples.items(Benchmarks.named("preference"));
    Verdicts recorded = new Verdicts();
    for (String id : List.of("p1", "p2", "p3", "stranger")) {
      recorded.add(
          new JudgedComparison(
              id, "", Order.SWAPPED, Optional.empty(), List.of(new Sample(Answer.FIRST))));
    }
    Verdicts found = Judging.recorded(items, recorded, "verdicts.jsonl");
    assertEquals(3, found.judged().size());
    assertEquals(Optional.of(Side.SECOND), found.of("p2", Order.SWAPPED).orElseThrow().gold());
    assertEquals("t", found.of("p3", Order.SWAPPED).orElseThrow().subset());
  }
}
