package io.github.rrm4j.evaluation.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.data.Side;
import io.github.rrm4j.data.check.PromptHashes;
import io.github.rrm4j.evaluation.benchmark.protocol.Benchmarks;
import io.github.rrm4j.evaluation.benchmark.record.JudgementLog;
import io.github.rrm4j.evaluation.benchmark.record.Judging;
import io.github.rrm4j.evaluation.benchmark.result.Contamination;
import io.github.rrm4j.evaluation.benchmark.result.Measured;
import io.github.rrm4j.evaluation.benchmark.result.Result;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.rewards.MajorityVote;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every benchmark. */
class BenchmarkContractTest {

  @TempDir Path folder;

  static Stream<Named<Benchmark>> all() {
    return Benchmarks.all().stream().map(benchmark -> Named.of(benchmark.name(), benchmark));
  }

  private static Measured main(Benchmark benchmark, List<Item> items, Verdicts verdicts) {
    return Result.of(benchmark, items, verdicts, 1).metrics().get(0);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void itemsAndComparisonsHaveIdsOfTheirOwnAndAreAsManyAsExpected(Benchmark benchmark) {
    List<Item> items = Samples.items(benchmark);
    Verdicts verdicts = Samples.verdicts(items, Orders.ONE, Samples::oracle);
    Set<String> itemIds = new HashSet<>();
    Set<String> ids = new HashSet<>();
    for (Item item : items) {
      assertTrue(itemIds.add(item.id()), item.id());
      List<Comparison> comparisons = item.comparisons(verdicts);
      assertEquals(item.expected(), comparisons.size(), item.id());
      for (Comparison comparison : comparisons) {
        assertTrue(ids.add(comparison.id()), comparison.id());
        assertEquals(item.subset(), comparison.subset());
      }
    }
    assertEquals(ids.size(), verdicts.judged().size(), "each was judged in one order");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void whoIsAlwaysRightScoresAllAndWhoIsAlwaysWrongLess(Benchmark benchmark) {
    List<Item> items = Samples.items(benchmark);
    for (Orders orders : Orders.values()) {
      Verdicts right = Samples.verdicts(items, orders, Samples::oracle);
      Verdicts wrong = Samples.verdicts(items, orders, shown -> Samples.oracle(shown).swapped());
      // The owners' formula of Ties reaches 1.01, so that the mean of six subsets is 1 + 0.01 / 6.
      double most = benchmark.name().equals("rewardbench2") ? 1 + 0.01 / 6 : 1;
      assertEquals(most, main(benchmark, items, right).value(), 1e-9);
      assertTrue(main(benchmark, items, wrong).value() < 0.35, "always wrong");
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void itemsWhoseQueryWasTrainedOnAreSeenAndCountedApart(Benchmark benchmark) {
    List<Item> items = Samples.items(benchmark);
    Verdicts verdicts = Samples.verdicts(items, Orders.ONE, Samples::oracle);
    PromptHashes prompts = new PromptHashes();
    prompts.add(items.get(0).queries().get(0).toUpperCase(Locale.ROOT));
    Result result = Result.of(benchmark, items, verdicts, 1);
    Contamination one =
        result
            .trainedOn(benchmark, items, prompts, Optional.empty(), 1)
            .contamination()
            .orElseThrow();
    assertTrue(one.seen() >= 1 && one.seen() < items.size(), one.seen() + " are seen");
    assertEquals(items.size(), one.items());
    assertFalse(one.withoutSeen().isEmpty());
    items.forEach(item -> item.queries().forEach(prompts::add));
    Contamination all =
        result
            .trainedOn(benchmark, items, prompts, Optional.empty(), 1)
            .contamination()
            .orElseThrow();
    assertEquals(items.size(), all.seen());
    assertEquals(List.of(), all.withoutSeen());
    assertEquals(result.metrics(), all.seenOnly());
    Contamination none =
        result
            .trainedOn(benchmark, items, new PromptHashes(), Optional.empty(), 1)
            .contamination()
            .orElseThrow();
    assertEquals(
        new Contamination(0, items.size(), 0, List.of(), List.of(), Optional.empty()), none);
    assertEquals(List.of(), none.warnings("x"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void everyMetricIsANumberWithinItsInterval(Benchmark benchmark) {
    List<Item> items = Samples.items(benchmark);
    Verdicts verdicts =
        Samples.verdicts(
            items,
            Orders.BOTH,
            shown -> shown.query().length() % 3 == 0 ? Answer.FIRST : Samples.oracle(shown));
    List<Measured> metrics = Result.of(benchmark, items, verdicts, 1).metrics();
    assertFalse(metrics.isEmpty());
    Set<String> names = new HashSet<>();
    for (Measured metric : metrics) {
      assertTrue(names.add(metric.name()), metric.name() + " stands twice");
      assertTrue(metric.value() >= 0 && metric.value() <= 1.01, metric.toString());
      assertTrue(metric.n() > 0);
      double low = metric.interval().lower();
      double high = metric.interval().upper();
      assertTrue(low <= metric.value() + 1e-9 && metric.value() <= high + 1e-9, metric.toString());
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void theOrderOfPresentationChangesNothingForAJudgeThatDoesNotSeeIt(Benchmark benchmark) {
    List<Item> items = Samples.items(benchmark);
    Verdicts one = Samples.verdicts(items, Orders.ONE, Samples::oracle);
    Verdicts both = Samples.verdicts(items, Orders.BOTH, Samples::oracle);
    List<Double> credits = Samples.scored(items, one).stream().map(Scored::credit).toList();
    assertEquals(credits, Samples.scored(items, both).stream().map(Scored::credit).toList());
    boolean swapped = one.judged().stream().anyMatch(j -> j.order() == Order.SWAPPED);
    boolean given = one.judged().stream().anyMatch(j -> j.order() == Order.GIVEN);
    assertTrue(swapped && given, "the coin has two sides");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void verdictsThatCannotBeReadAreScoredAndNeverRight(Benchmark benchmark) {
    List<Item> items = Samples.items(benchmark);
    Verdicts verdicts = Samples.verdicts(items, Orders.BOTH, shown -> Answer.MALFORMED);
    double expected =
        switch (benchmark.name()) {
          case "rewardbench" -> 0.5;
          case "rewardbench2" -> 5 * 0.25 / 6; // one of four by chance, nothing for ties
          case "ppe-best-of-k" -> // the same coins
              main(benchmark, items, Samples.verdicts(items, Orders.ONE, shown -> Answer.TIE))
                  .value();
          default -> 0;
        };
    assertEquals(expected, main(benchmark, items, verdicts).value(), 1e-9);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void recordedJudgementsGiveTheSameResultInAnyOrderOfLines(Benchmark benchmark)
      throws IOException {
    List<Item> items = Samples.items(benchmark);
    Verdicts verdicts =
        Samples.verdicts(
            items,
            Orders.BOTH,
            shown -> shown.first().length() > shown.second().length() ? Answer.FIRST : Answer.TIE);
    List<JudgedComparison> lines = new ArrayList<>(verdicts.judged());
    Collections.reverse(lines);
    Path file = folder.resolve("judgements.jsonl");
    try (JudgementLog log = JudgementLog.open(file, new Verdicts())) {
      log.append(lines);
    }
    Verdicts read = new Verdicts();
    JudgementLog.read(file, read);
    Verdicts found = Judging.recorded(items, read, "recorded");
    assertEquals(Samples.scored(items, verdicts), Samples.scored(items, found));
    assertEquals(
        Result.of(benchmark, items, verdicts, 1).metrics(),
        Result.of(benchmark, items, found, 1).metrics());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("all")
  void everyComparisonWithAGoldNamesTheSideThatTheOracleChooses(Benchmark benchmark) {
    List<Item> items = Samples.items(benchmark);
    Verdicts verdicts = Samples.verdicts(items, Orders.BOTH, Samples::oracle);
    for (JudgedComparison judged : verdicts.judged()) {
      MajorityVote votes = judged.votes();
      if (judged.gold().isPresent()) {
        assertEquals(1, votes.votesFor(judged.gold().get()), judged.id());
        assertEquals(0, votes.votesFor(judged.gold().get().other()), judged.id());
      } else {
        assertEquals(0.5, votes.share(Side.FIRST), judged.id());
      }
    }
  }
}
