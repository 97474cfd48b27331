package io.github.rrm4j.evaluation.benchmark.protocol;

import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Benchmark.BenchmarkInfo;
import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Metric;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.item.PairItem;
import io.github.rrm4j.judging.Orders;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * JudgeBench: pairs of a right and a wrong response to hard questions, each shown in both orders.
 *
 * <p>Source: Tan et al. 2024, "JudgeBench", arXiv 2410.12784, and the owners' metrics; JSON lines
 * of {pair_id, source, question, response_A, response_B, label}. An order counts +1 where the right
 * response is chosen, -1 where the wrong one is, else 0; a pair is right where the sum is above 0.
 * Groups by source: Knowledge (mmlu-pro-*), Reasoning, Math and Coding (LiveBench, LiveCodeBench).
 * The overall score is the share of all pairs.
 */
final class JudgeBench implements Benchmark {

  private static final Map<String, String> GROUPS = groups();

  private static Map<String, String> groups() {
    Map<String, String> groups = new LinkedHashMap<>();
    groups.put("mmlu-pro", "Knowledge");
    groups.put("livebench-reasoning", "Reasoning");
    groups.put("livebench-math", "Math");
    groups.put("livecodebench", "Coding");
    return groups;
  }

  @Override
  public BenchmarkInfo info() {
    return new BenchmarkInfo(
        "judgebench",
        "JudgeBench: hard pairs in both orders, in four groups (Tan et al. 2024)",
        Orders.BOTH);
  }

  @Override
  public List<Item> read(String path, Consumer<String> notes) {
    return new Records(path, "pair_id", "source", "question", "response_A", "response_B", "label")
        .read(JudgeBench::item);
  }

  private static Item item(Row row, Records records) {
    Side gold =
        switch (row.text("label").replace(" ", "").replace(">>", ">")) {
          case "A>B", "A" -> Side.FIRST;
          case "B>A", "B" -> Side.SECOND;
          default ->
              throw row.invalid(
                  "field 'label' is '%s', must be A>B or B>A, correct the record",
                  row.text("label"));
        };
    OpenPair pair =
        new OpenPair(
            records.unique(Records.id(row, "pair_id")),
            Records.query(row, "question"),
            Records.response(row, "response_A"),
            Records.response(row, "response_B"),
            Optional.of(gold));
    return new PairItem(new Comparison(row.filledText("source"), pair), 0);
  }

  private static String group(Scored item) {
    return GROUPS.entrySet().stream()
        .filter(entry -> item.subset().startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("Other");
  }

  @Override
  public List<Metric> metrics(List<Scored> items) {
    List<Metric> metrics = new ArrayList<>();
    metrics.add(right("overall", item -> true));
    Set<String> there = new TreeSet<>();
    items.forEach(item -> there.add(group(item)));
    List<String> groups = new ArrayList<>(GROUPS.values());
    groups.add("Other");
    for (String group : groups) {
      if (there.contains(group)) {
        metrics.add(right("section/" + group, item -> group(item).equals(group)));
      }
    }
    for (String source : new TreeSet<>(Averages.subsets(items))) {
      metrics.add(right("subset/" + source, item -> item.subset().equals(source)));
    }
    return metrics;
  }

  private static Metric right(String name, Predicate<Scored> counts) {
    return Metric.mean(name, counts, item -> item.value(PairItem.SUM) > 0 ? 1 : 0);
  }
}
