package io.github.rrm4j.evaluation.scaling;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Comparison;
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
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.pool.JudgementPool;
import io.github.rrm4j.judging.pool.JudgementPool.PooledJudgement;
import io.github.rrm4j.statistics.ItemMeans;
import io.github.rrm4j.statistics.table.ResultRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The scores of a benchmark, by its own formula, against the number of votes: of each comparison
 * the mean over all subsets of k judgements of a pool.
 *
 * <p>A benchmark whose own rule shows both orders has k votes of each order, so that 2k judgements
 * of a pair are counted; of any other one the judgements of a pair are one vote, whatever order
 * they were shown in.
 *
 * @param pairs what was judged
 * @param verdicts the judgements of the pool, in the orders that the benchmark tells apart
 * @param seed of the bootstraps
 */
public record BenchmarkVotes(BenchmarkPairs pairs, Verdicts verdicts, long seed) {

  /**
   * The votes of a pool.
   *
   * @param n judgements of each comparison
   * @throws InvalidInput if the benchmark needs both orders and the pool has one alone
   */
  public static BenchmarkVotes of(BenchmarkPairs pairs, JudgementPool pool, int n, long seed) {
    boolean both = pairs.benchmark().info().orders() == Orders.BOTH;
    Verdicts verdicts = new Verdicts();
    for (Comparison comparison : pairs.comparisons()) {
      Map<Order, List<Sample>> samples = new HashMap<>();
      for (PooledJudgement judgement : pool.of(comparison.id(), n)) {
        Order order = both && judgement.swapped() ? Order.SWAPPED : Order.GIVEN;
        Answer own = Answer.of(judgement.verdict());
        Sample sample = new Sample(order == Order.GIVEN ? own : own.swapped());
        samples.computeIfAbsent(order, any -> new ArrayList<>()).add(sample);
      }
      if (both && samples.size() < 2) {
        throw InvalidInput.of(
            "benchmark %s: every judgement of '%s' saw the same order, must be of both; use --orders half and 2 samples or more",
            pairs.benchmark().name(), comparison.id());
      }
      samples.forEach(
          (order, some) ->
              verdicts.add(
                  new JudgedComparison(
                      comparison.id(),
                      comparison.subset(),
                      order,
                      comparison.pair().gold(),
                      some)));
    }
    return new BenchmarkVotes(pairs, verdicts, seed);
  }

  /**
   * For each number that publications have and each k: the benchmark's score, and its gain over one
   * vote.
   */
  public ResultRows accuracy() {
    Benchmark benchmark = pairs.benchmark();
    List<List<Scored>> curve = new ArrayList<>();
    for (int k = 1; k <= verdicts.leastVotes(); k++) {
      Verdicts some = verdicts.ofVotes(k);
      curve.add(pairs.items().stream().map(item -> item.score(some)).toList());
    }
    List<Metric> metrics = benchmark.metrics(curve.get(0));
    HeadlineMetrics headline = new HeadlineMetrics(metrics.stream().map(Metric::name).toList());
    List<ObjectNode> rows = new ArrayList<>();
    for (Metric metric : metrics) {
      Optional<String> section = headline.row(metric.name());
      for (int k = 1; section.isPresent() && k <= curve.size(); k++) {
        List<Scored> items = curve.get(k - 1);
        Optional<Measured> measured = Measured.of(metric, items, Key.of(seed, "bootstrap"));
        if (measured.isPresent()) {
          ObjectNode row =
              ResultRows.row()
                  .put("benchmark", benchmark.name())
                  .put("metric", metric.name())
                  .put("section", section.get())
                  .put("votes", k)
                  .put("n", measured.get().n());
          ItemMeans.put(row, "accuracy", measured.get().value(), measured.get().interval());
          Difference.putGain(row, k == 1 ? Optional.empty() : gain(metric, curve.get(0), items));
          rows.add(row);
        }
      }
    }
    return new ResultRows("accuracy", rows);
  }

  private Optional<Difference> gain(Metric metric, List<Scored> one, List<Scored> items) {
    return new PairedResults(pairs.benchmark(), one, items, 0)
        .differences(seed, metric.name()::equals).stream().findFirst();
  }
}
