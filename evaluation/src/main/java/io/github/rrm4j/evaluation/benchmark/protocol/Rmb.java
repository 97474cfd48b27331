package io.github.rrm4j.evaluation.benchmark.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.data.rows.DataFile;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Benchmark.BenchmarkInfo;
import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Metric;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.item.BestOfItem;
import io.github.rrm4j.evaluation.benchmark.item.BestOfItem.Ties;
import io.github.rrm4j.evaluation.benchmark.item.PairItem;
import io.github.rrm4j.evaluation.benchmark.protocol.PublishedFolder.Part;
import io.github.rrm4j.judging.Orders;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * RMB: pairs, and the best of several responses, for helpfulness and for harmlessness.
 *
 * <p>Source: Zhou et al. 2024, "RMB", arXiv 2410.09893; lists of {pair_uid, conversation_input,
 * chosen {answer}, reject {answer}, category_path} and of {bon_uid, conversation_input, bon_best
 * {answer}, loser_list [{answer}], category_path}. A pair is right where the chosen response scores
 * higher, a best-of item where the best response does so against every other; equal scores are
 * wrong in both (for pairs as in the owners' {@code my_run_rm.py}). Sections are the four of goal
 * and kind, each the share of its items; the overall score is the plain mean of the four, where no
 * scenario is absent.
 *
 * <p>The owners publish the sets in {@code BoN_set} and {@code Pairwise_set}; results of reward
 * models beside them ({@code eval}) are not read.
 */
final class Rmb implements Benchmark {

  private static final List<String> SECTIONS =
      List.of(
          "Helpfulness/BoN", "Helpfulness/Pairwise", "Harmlessness/BoN", "Harmlessness/Pairwise");

  @Override
  public BenchmarkInfo info() {
    return new BenchmarkInfo(
        "rmb",
        "RMB: pairs and best-of-n for helpfulness and harmlessness (Zhou et al. 2024)",
        Orders.ONE);
  }

  @Override
  public List<Item> read(String path, Consumer<String> notes) {
    return new Records(
            path,
            "pair_uid",
            "bon_uid",
            "conversation_input",
            "chosen",
            "reject",
            "bon_best",
            "loser_list",
            "category_path")
        .in(new PublishedFolder(Rmb::part))
        .read(Rmb::item, notes);
  }

  private static Optional<Part> part(DataFile file) {
    String place = file.path().toString().replace('\\', '/');
    if (place.contains("BoN_set/") || place.contains("Pairwise_set/")) {
      return Optional.of(Part.BENCHMARK);
    }
    return file.name().startsWith("eval/") ? Optional.of(Part.OTHER) : Optional.empty();
  }

  private static Item item(Row row, Records records) {
    String category = row.filledText("category_path");
    String goal =
        category.contains("Helpfulness")
            ? "Helpfulness"
            : category.contains("Harmlessness") ? "Harmlessness" : "";
    if (goal.isEmpty()) {
      throw row.invalid(
          "field 'category_path' is '%s', must name Helpfulness or Harmlessness, correct the record",
          category);
    }
    String scenario = category.substring(category.indexOf(goal) + goal.length());
    String query = Records.query(row, "conversation_input");
    if (row.has("bon_best")) {
      String subset = goal + "/BoN" + scenario;
      String id = records.unique(subset + "/" + Records.id(row, "bon_uid"));
      return BestOfItem.of(
          id, subset, query, Records.response(row, "bon_best.answer"), losers(row), Ties.WRONG);
    }
    String subset = goal + "/Pairwise" + scenario;
    return new PairItem(
        Comparison.better(
            records.unique(subset + "/" + Records.id(row, "pair_uid")),
            subset,
            query,
            Records.response(row, "chosen.answer"),
            Records.response(row, "reject.answer")),
        0);
  }

  private static List<String> losers(Row row) {
    List<String> losers = new ArrayList<>();
    for (JsonNode loser : row.value("loser_list")) {
      losers.add(
          Records.response(row, "loser_list[" + losers.size() + "].answer", loser.path("answer")));
    }
    if (losers.isEmpty()) {
      throw row.invalid(
          "field 'loser_list' is missing or empty, must have a response, correct the record");
    }
    return losers;
  }

  @Override
  public Optional<String> section(String subset) {
    return SECTIONS.stream().filter(subset::startsWith).findFirst();
  }

  @Override
  public List<Metric> metrics(List<Scored> items) {
    Set<String> there = new LinkedHashSet<>();
    items.forEach(item -> section(item.subset()).ifPresent(there::add));
    List<Metric> metrics = new ArrayList<>();
    if (Averages.subsets(items).containsAll(RmbScenarios.SIZES.keySet())) {
      metrics.add(
          Metric.composed(
              "overall",
              item -> true,
              all ->
                  Averages.plain(SECTIONS, name -> Metric.average(of(all, name), Scored::credit))));
    }
    for (String name : SECTIONS) {
      if (there.contains(name)) {
        metrics.add(Metric.accuracy("section/" + name, item -> item.subset().startsWith(name)));
      }
    }
    metrics.addAll(Averages.ofSubsets(items));
    return metrics;
  }

  @Override
  public List<String> missing(List<Scored> items) {
    return RmbScenarios.missing(items, SECTIONS);
  }

  private static List<Scored> of(List<Scored> items, String section) {
    return items.stream().filter(item -> item.subset().startsWith(section)).toList();
  }
}
