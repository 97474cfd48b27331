package io.github.rrm4j.evaluation.scaling;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.JudgedComparison;
import io.github.rrm4j.evaluation.benchmark.Metric;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.evaluation.benchmark.result.Difference;
import io.github.rrm4j.evaluation.benchmark.result.HeadlineMetrics;
import io.github.rrm4j.evaluation.benchmark.result.Measured;
import io.github.rrm4j.evaluation.benchmark.result.PairedResults;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.judging.pool.ForcedVerdicts;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.statistics.ItemMeans;
import io.github.rrm4j.statistics.table.ResultRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The comparisons of a benchmark as pairs that a pool is filled with, and the benchmark's own score
 * of what the pool says.
 *
 * @param benchmark by whose rules the items are scored
 * @param items every comparison of which is known beforehand
 * @param comparisons all of them
 * @param pairs those of which one response is better, in the sections of the benchmark
 */
public record BenchmarkPairs(
    Benchmark benchmark, List<Item> items, List<Comparison> comparisons, List<Pair> pairs) {

  /** What a judgement said of a pair, for the pair's own order. */
  public interface Said {
    Verdict of(Pair pair, int sample);
  }

  /**
   * The comparisons of some items.
   *
   * @throws InvalidInput if an item is a tournament
   */
  public static BenchmarkPairs of(Benchmark benchmark, List<Item> items) {
    List<Comparison> all = new ArrayList<>();
    List<Pair> pairs = new ArrayList<>();
    for (Item item : items) {
      if (item.asksByVerdict()) {
        throw InvalidInput.of(
            "benchmark %s: item '%s' is a tournament, must be comparisons that are known beforehand; use scaling tournament",
            benchmark.name(), item.id());
      }
      String section = benchmark.section(item.subset()).orElse(item.subset());
      for (Comparison comparison : comparisons(item)) {
        all.add(comparison);
        OpenPair open = comparison.pair();
        open.gold()
            .ifPresent(
                gold ->
                    pairs.add(
                        new Pair(
                            open.id(),
                            section,
                            open.prompt(),
                            open.reply1(),
                            open.reply2(),
                            gold)));
      }
    }
    return new BenchmarkPairs(benchmark, items, all, pairs);
  }

  /** The comparisons as a pool takes them. */
  public List<OpenPair> open() {
    return comparisons.stream().map(Comparison::pair).toList();
  }

  /**
   * The same, whose every comparison has a better response.
   *
   * @throws InvalidInput if neither response of one is better
   */
  public BenchmarkPairs decided() {
    for (Comparison comparison : comparisons) {
      if (comparison.pair().gold().isEmpty()) {
        throw InvalidInput.of(
            "benchmark %s: '%s' has no better response, must have one for budgets; choose another benchmark",
            benchmark.name(), comparison.id());
      }
    }
    return this;
  }

  private static List<Comparison> comparisons(Item item) {
    return item.comparisons(new Verdicts());
  }

  /**
   * What every item comes out as with one judgement of each comparison: the mean over n judgements.
   */
  public List<Scored> scored(int n, Said said) {
    Map<String, Pair> byId = new HashMap<>();
    pairs.forEach(pair -> byId.put(pair.id(), pair));
    List<Scored> scored = new ArrayList<>();
    for (Item item : items) {
      double credit = 0;
      Map<String, Double> values = new LinkedHashMap<>();
      for (int sample = 0; sample < n; sample++) {
        Verdicts verdicts = new Verdicts();
        for (Comparison comparison : comparisons(item)) {
          Answer answer = Answer.of(said.of(byId.get(comparison.id()), sample));
          verdicts.add(
              new JudgedComparison(
                  comparison.id(),
                  comparison.subset(),
                  Order.GIVEN,
                  comparison.pair().gold(),
                  List.of(new Sample(answer))));
        }
        Scored one = item.score(verdicts);
        credit += one.credit() / n;
        one.values().forEach((name, value) -> values.merge(name, value / n, Double::sum));
      }
      scored.add(new Scored(item.id(), item.subset(), credit, values));
    }
    return scored;
  }

  /**
   * Accuracy over budgets, of one judgement, by the benchmark's own score.
   *
   * @param limits budgets in tokens that were filled
   * @param seed of the bootstraps
   */
  public ResultRows accuracy(
      BudgetScaling scaling, int[] limits, ForcedVerdicts forced, long seed) {
    Map<Integer, List<Scored>> scored = new LinkedHashMap<>();
    for (int limit : IntStream.concat(IntStream.of(limits), IntStream.of(0)).toArray()) {
      OptionalInt budget = limit == 0 ? OptionalInt.empty() : OptionalInt.of(limit);
      scored.put(
          limit,
          scored(scaling.n(), (pair, sample) -> scaling.verdict(pair, sample, budget, forced)));
    }
    return scored(scaling.accuracy(limits, forced), scored, seed);
  }

  /**
   * A table of accuracies over budgets with the benchmark's own score, its interval and its gain
   * over the first row, in the place of the plain means. A section of which the benchmark has no
   * number keeps its mean.
   *
   * @param rows with section and budget
   * @param byBudget what the items came out as
   * @param seed of the bootstraps
   */
  public ResultRows scored(ResultRows rows, Map<Integer, List<Scored>> byBudget, long seed) {
    List<Scored> least = byBudget.get(rows.rows().get(0).path("budget").asInt());
    Map<Integer, Map<String, ObjectNode>> numbers = new HashMap<>();
    byBudget.forEach((budget, items) -> numbers.put(budget, numbers(least, items, seed)));
    for (ObjectNode row : rows.rows()) {
      Optional.ofNullable(numbers.get(row.path("budget").asInt()).get(row.path("section").asText()))
          .ifPresent(row::setAll);
    }
    return rows;
  }

  /** The accuracy and the gain of each section. */
  private Map<String, ObjectNode> numbers(List<Scored> least, List<Scored> items, long seed) {
    Map<String, Difference> differences = new HashMap<>();
    new PairedResults(benchmark, least, items, 0)
        .differences(seed)
        .forEach(difference -> differences.put(difference.name(), difference));
    List<Metric> metrics = benchmark.metrics(items);
    HeadlineMetrics headline = new HeadlineMetrics(metrics.stream().map(Metric::name).toList());
    Map<String, ObjectNode> numbers = new HashMap<>();
    for (Metric metric : metrics) {
      Optional<String> part = headline.part(metric.name());
      Optional<Measured> measured = Measured.of(metric, items, Key.of(seed, "bootstrap"));
      if (part.isPresent() && measured.isPresent() && differences.containsKey(metric.name())) {
        ObjectNode row = ResultRows.row();
        ItemMeans.put(row, "accuracy", measured.get().value(), measured.get().interval());
        Difference.putGain(
            row, Optional.of(differences.get(metric.name())).filter(any -> !items.equals(least)));
        numbers.put(part.get(), row);
      }
    }
    return numbers;
  }
}
