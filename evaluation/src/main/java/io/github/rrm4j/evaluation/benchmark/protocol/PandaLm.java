package io.github.rrm4j.evaluation.benchmark.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.Text;
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
import io.github.rrm4j.evaluation.benchmark.item.LabelledItem;
import io.github.rrm4j.evaluation.benchmark.protocol.PublishedFolder.Part;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.statistics.Classification;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/**
 * The human-labelled test set of PandaLM: pairs with three labels each, of which the majority
 * counts: 0 tie, 1 or 2 the better response.
 *
 * <p>Source: Wang et al. 2023, "PandaLM", arXiv 2306.05087; a list of {idx, instruction, input,
 * response1, response2, annotator1..3}. Agreement is accuracy; precision, recall and F1 are macro
 * averages. Where a vote is counted half for each response, so is the item in the table of classes
 * that they are computed from. A judge that knows no ties cannot pass 2/3 of macro recall over
 * three classes, so that both are given: all pairs with three classes, and {@code
 * without_ties/...}, the pairs whose label is no tie with two classes.
 *
 * <p>The query is the instruction, and the input below it where there is one. Of the owners' folder
 * {@code data} the test set is {@code testset-v1.json}; what models said of it, in the other files,
 * is not read.
 */
final class PandaLm implements Benchmark {

  private static final int PUBLISHED = 999;
  private static final String GARBAGE = "garbage";
  private static final String TEST_SET = "testset-v1";
  private static final String[] ANNOTATORS = {"annotator1", "annotator2", "annotator3"};

  @Override
  public BenchmarkInfo info() {
    return new BenchmarkInfo(
        "pandalm",
        "PandaLM test set: 999 pairs, three human labels each (Wang et al. 2023)",
        Orders.ONE);
  }

  @Override
  public List<Item> read(String path, Consumer<String> notes) {
    return new Records(
            path,
            "idx",
            "instruction",
            "input",
            "response1",
            "response2",
            "annotator1",
            "annotator2",
            "annotator3")
        .in(new PublishedFolder(PandaLm::part))
        .read(PandaLm::item, notes);
  }

  private static Optional<Part> part(DataFile file) {
    String name = file.path().getFileName().toString();
    if (name.startsWith(TEST_SET)) {
      return Optional.of(Part.BENCHMARK);
    }
    boolean beside = name.matches(".*-" + TEST_SET + ".*|testset-inference.*|pipeline-sanity.*");
    return beside ? Optional.of(Part.VERSION) : Optional.empty();
  }

  private static Item item(Row row, Records records) {
    int label = majority(row);
    String input = row.has("input") ? Records.response(row, "input") : "";
    String instruction = Records.response(row, "instruction");
    Optional<Side> gold =
        label == 0 ? Optional.empty() : Optional.of(label == 1 ? Side.FIRST : Side.SECOND);
    OpenPair pair =
        new OpenPair(
            records.unique(Records.id(row, "idx")),
            input.isBlank() ? instruction : instruction + "\n" + input,
            Records.response(row, "response1"),
            Records.response(row, "response2"),
            gold);
    Map<String, Integer> annotators = new LinkedHashMap<>();
    for (String annotator : ANNOTATORS) {
      annotators.put(annotator, Records.number(row, annotator, 0, 2));
    }
    return new LabelledItem(new Comparison("all", pair), label, annotators);
  }

  private static int majority(Row row) {
    int[] votes = new int[3];
    for (String annotator : ANNOTATORS) {
      votes[Records.number(row, annotator, 0, 2)]++;
    }
    for (int label = 0; label < votes.length; label++) {
      if (votes[label] >= 2) {
        return label;
      }
    }
    throw row.invalid("the three labels all differ, must have a majority, correct or remove it");
  }

  /**
   * An item of the owners' files of predictions ({@code pandalm_result} or {@code gpt_result}): 1,
   * 2, 0 or Tie; what they could not read (garbage) counts as a tie, as in their {@code
   * compute_metrics.py}.
   */
  @Override
  public List<JudgedComparison> recorded(Row row) {
    Optional<String> field = result(row);
    if (field.isEmpty() || !row.has("idx")) {
      return List.of();
    }
    JsonNode value = row.value(field.get());
    Answer answer =
        value.asText().equals(GARBAGE)
            ? Answer.TIE
            : RecordedAnswers.answer(row, field.get(), value);
    String id = Records.id(row, "idx");
    return List.of(RecordedAnswers.asShown(id, "all", Order.GIVEN, answer));
  }

  private static Optional<String> result(Row row) {
    return Stream.of("pandalm_result", "gpt_result").filter(row::has).findFirst();
  }

  @Override
  public List<String> remarks(Row row) {
    return result(row).map(row::value).filter(v -> v.asText().equals(GARBAGE)).isPresent()
        ? List.of("could not be read by those who made them (garbage): ties, as in their script")
        : List.of();
  }

  @Override
  public List<Metric> metrics(List<Scored> items) {
    List<Metric> metrics = new ArrayList<>();
    add(metrics, "", item -> true, 3);
    add(metrics, "without_ties/", item -> item.value(LabelledItem.LABEL) != 0, 2);
    return metrics;
  }

  private static void add(
      List<Metric> metrics, String prefix, Predicate<Scored> counts, int classes) {
    metrics.add(Metric.accuracy(prefix + "agreement", counts));
    metrics.add(composed(prefix + "precision", counts, classes, Classification::macroPrecision));
    metrics.add(composed(prefix + "recall", counts, classes, Classification::macroRecall));
    metrics.add(composed(prefix + "f1", counts, classes, Classification::macroF1));
  }

  private static Metric composed(
      String name, Predicate<Scored> counts, int classes, ToDoubleFunction<Classification> number) {
    int lowest = 3 - classes;
    return Metric.composed(
        name,
        counts,
        items -> {
          Classification table = new Classification(classes);
          for (Scored item : items) {
            table.add(
                (int) item.value(LabelledItem.LABEL) - lowest,
                Arrays.copyOfRange(LabelledItem.predicted(item), lowest, 3));
          }
          return number.applyAsDouble(table);
        });
  }

  @Override
  public List<String> missing(List<Scored> items) {
    return items.size() == PUBLISHED
        ? List.of()
        : List.of(Text.format("the test set has %d of %d pairs", items.size(), PUBLISHED));
  }
}
