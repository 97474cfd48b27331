package io.github.rrm4j.evaluation.benchmark.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.data.rows.DataFile;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Benchmark.BenchmarkInfo;
import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.JudgedComparison;
import io.github.rrm4j.evaluation.benchmark.Metric;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.item.PairItem;
import io.github.rrm4j.evaluation.benchmark.protocol.PublishedFolder.Part;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.judging.Orders;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * LLMBar: pairs of which one response follows the instruction, each shown in both orders.
 *
 * <p>Source: Zeng et al. 2023, "Evaluating Large Language Models at Evaluating Instruction
 * Following", arXiv 2310.07641; folders Natural and Adversarial/{Neighbor, GPTInst, GPTOut,
 * Manual}, each with a list of {input, output_1, output_2, label} in dataset.json. Accuracy is the
 * mean over both orders, agreement the share of pairs of which both orders chose the same response,
 * or both chose none, as the owners' {@code evaluate.py} counts. Adversarial is the plain mean of
 * its four subsets; {@code accuracy} and {@code agreement} are over all pairs.
 *
 * <p>The owners publish what their evaluators said below each dataset ({@code evaluators/...}), and
 * other test sets beside LLMBar (FairEval, LLMEval2, MT-Bench, case studies); they are not read.
 */
final class LlmBar implements Benchmark {

  private static final int FOLDERS_OF_RESULTS = 6;

  private static final Map<String, Integer> SIZES = sizes();
  private static final Map<String, String> WORDS = words();
  private static final Map<String, Double> ADVERSARIAL =
      new TreeMap<>(Map.of("Neighbor", 1.0, "GPTInst", 1.0, "GPTOut", 1.0, "Manual", 1.0));

  private static Map<String, Integer> sizes() {
    Map<String, Integer> sizes = new LinkedHashMap<>();
    sizes.put("Natural", 100);
    sizes.put("Neighbor", 134);
    sizes.put("GPTInst", 92);
    sizes.put("GPTOut", 47);
    sizes.put("Manual", 46);
    return sizes;
  }

  private static Map<String, String> words() {
    Map<String, String> words = new LinkedHashMap<>();
    SIZES.keySet().forEach(name -> words.put(name.toLowerCase(Locale.ROOT), name));
    return words;
  }

  @Override
  public BenchmarkInfo info() {
    return new BenchmarkInfo(
        "llmbar",
        "LLMBar: 419 pairs in both orders, natural and adversarial (Zeng et al. 2023)",
        Orders.BOTH);
  }

  @Override
  public List<Item> read(String path, Consumer<String> notes) {
    return new Records(path, "input", "output_1", "output_2", "label")
        .in(new PublishedFolder(LlmBar::part))
        .ofOneTestSet(LlmBar::testSet)
        .read(LlmBar::item, notes);
  }

  private static Optional<Part> part(DataFile file) {
    if (List.of(file.name().split("/")).contains("evaluators")) {
      return Optional.of(Part.OTHER);
    }
    return Records.named(file.path(), 2, WORDS)
        .map(subset -> Part.BENCHMARK)
        .or(() -> Optional.of(Part.VERSION));
  }

  /** The owners publish other test sets (FairEval, LLMEval2, MT-Bench) in the same form. */
  private static Optional<String> testSet(DataFile file) {
    return Records.named(file.path(), 2, WORDS)
        .map(subset -> "LLMBar")
        .or(() -> Optional.of(folder(file.path())));
  }

  private static Item item(Row row, Records records) {
    String subset = Records.named(row, 2, WORDS).orElseGet(() -> folder(Path.of(row.file())));
    int label = Records.number(row, "label", 1, 2);
    OpenPair pair =
        new OpenPair(
            records.unique(subset + "/" + row.number()),
            Records.query(row, "input"),
            Records.response(row, "output_1"),
            Records.response(row, "output_2"),
            Optional.of(label == 1 ? Side.FIRST : Side.SECOND));
    return new PairItem(new Comparison(subset, pair), 0);
  }

  private static String folder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return folder.getFileName() == null ? "all" : folder.getFileName().toString();
  }

  /**
   * An item of the owners' {@code evaluators/.../result.json}, which lies below the folder of its
   * subset: the last of its results counts, and its winners are for the responses as they stand in
   * the data.
   */
  @Override
  public List<JudgedComparison> recorded(Row row) {
    JsonNode results = row.value("results");
    if (!results.isArray()) {
      return List.of();
    }
    String subset =
        Records.named(row, FOLDERS_OF_RESULTS, WORDS)
            .orElseThrow(
                () ->
                    row.invalid(
                        "nothing says which subset it is of, must lie below its folder (Natural,"
                            + " Neighbor, ...), as the owners publish it"));
    JsonNode last = results.path(results.size() - 1);
    List<JudgedComparison> judged = new ArrayList<>();
    for (Order order : Order.values()) {
      String field = order == Order.GIVEN ? "swap = False" : "swap = True";
      if (last.has(field)) {
        JsonNode winner = last.path(field).path("winner");
        Answer own = RecordedAnswers.answer(row, field, winner);
        Answer shown = order == Order.GIVEN ? own : own.swapped();
        judged.add(RecordedAnswers.asShown(subset + "/" + row.number(), subset, order, shown));
      }
    }
    if (judged.isEmpty()) {
      throw row.invalid(
          "field 'results' has no 'swap = False' and no 'swap = True', must have one, correct it");
    }
    return judged;
  }

  @Override
  public List<Metric> metrics(List<Scored> items) {
    List<Metric> metrics = new ArrayList<>();
    add(metrics, items, "accuracy", Scored::credit);
    if (!items.isEmpty() && items.stream().allMatch(item -> item.has(PairItem.AGREE))) {
      add(metrics, items, "agreement", item -> item.value(PairItem.AGREE));
    }
    return metrics;
  }

  private static void add(
      List<Metric> metrics, List<Scored> items, String name, ToDoubleFunction<Scored> number) {
    Set<String> there = Averages.subsets(items);
    metrics.add(Metric.mean(name, item -> true, number));
    if (there.containsAll(ADVERSARIAL.keySet())) {
      metrics.add(
          Metric.composed(
              name + "/Adversarial",
              item -> ADVERSARIAL.containsKey(item.subset()),
              in -> Averages.weighted(in, ADVERSARIAL, number)));
    }
    for (String subset : there) {
      metrics.add(Metric.mean(name + "/" + subset, item -> item.subset().equals(subset), number));
    }
  }

  @Override
  public List<String> missing(List<Scored> items) {
    return Averages.missing(items, SIZES, "pairs");
  }
}
