package io.github.rrm4j.evaluation.benchmark.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Benchmark.BenchmarkInfo;
import io.github.rrm4j.evaluation.benchmark.Comparison;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Metric;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.item.KnockoutItem;
import io.github.rrm4j.evaluation.benchmark.item.PairItem;
import io.github.rrm4j.evaluation.benchmark.item.QuestionItem;
import io.github.rrm4j.judging.Orders;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/**
 * The correctness part of PPE: questions with 32 responses of which a verifier says which are
 * right.
 *
 * <p>Source: Frick et al. 2024, "How to Evaluate Reward Models for RLHF", arXiv 2410.14872; rows
 * have question_id, prompt, response_1 .. response_32, scores and sampled_conflict_pairs (pairs of
 * indices from 0, of which one response is right). {@code ppe} is the accuracy on the conflict
 * pairs, {@code ppe-best-of-k} how often the winner of a knockout over all responses is right.
 *
 * <p>The owners' files do not say which of their benchmarks they are; a folder or the name of the
 * file must. The overall score of Guo et al. 2025 (RRM) is the plain mean of MMLU-Pro, MATH and
 * GPQA. The pairs of one question are one item: see {@link QuestionItem}.
 *
 * @param bestOfK whether the best of all responses is looked for
 */
record Ppe(boolean bestOfK) implements Benchmark {

  private static final int MOST_RESPONSES = 32;
  private static final Map<String, String> BENCHMARKS = benchmarks();
  private static final List<String> OVERALL = List.of("GPQA", "MATH", "MMLU-Pro");
  private static final Map<String, Integer> SIZES =
      new TreeMap<>(
          Map.of("MMLU-Pro", 512, "MATH", 512, "GPQA", 512, "IFEval", 512, "MBPP-Plus", 507));

  private static Map<String, String> benchmarks() {
    Map<String, String> names = new LinkedHashMap<>();
    names.put("mmlu", "MMLU-Pro");
    names.put("gpqa", "GPQA");
    names.put("ifeval", "IFEval");
    names.put("mbpp", "MBPP-Plus");
    names.put("math", "MATH");
    return names;
  }

  @Override
  public BenchmarkInfo info() {
    return new BenchmarkInfo(
        bestOfK ? "ppe-best-of-k" : "ppe",
        bestOfK
            ? "PPE correctness: is the winner of a knockout over 32 responses right (Frick et al. 2024)"
            : "PPE correctness: 5 conflict pairs of each question (Frick et al. 2024)",
        Orders.ONE);
  }

  @Override
  public List<Item> read(String path, Consumer<String> notes) {
    List<String> fields =
        new ArrayList<>(
            List.of("question_id", "prompt", "scores", "sampled_conflict_pairs", "benchmark"));
    for (int i = 1; i <= MOST_RESPONSES; i++) {
      fields.add("response_" + i);
    }
    return new Records(path, fields.toArray(String[]::new)).read(this::item, notes);
  }

  private Item item(Row row, Records records) {
    String subset =
        Records.named(row, 3, BENCHMARKS)
            .or(() -> row.optionalText("benchmark"))
            .orElseThrow(
                () ->
                    row.invalid(
                        "nothing says which benchmark it is of, must be told by a folder or the file's name (mmlu, math, gpqa, ifeval, mbpp), rename it"));
    String id = records.unique(subset + "/" + Records.id(row, "question_id"));
    String query = Records.query(row, "prompt");
    List<Boolean> right = scores(row);
    List<String> responses = new ArrayList<>();
    for (int i = 1; i <= right.size(); i++) {
      responses.add(Records.response(row, "response_" + i));
    }
    return bestOfK
        ? new KnockoutItem(id, subset, query, responses, right)
        : new QuestionItem(id, subset, pairs(row, id, subset, query, responses, right));
  }

  private static List<Boolean> scores(Row row) {
    JsonNode list = row.value("scores");
    List<Boolean> scores = new ArrayList<>();
    for (JsonNode score : list) {
      boolean number = score.isNumber() && (score.doubleValue() == 0 || score.doubleValue() == 1);
      if (!score.isBoolean() && !number) {
        throw row.invalid(
            "field 'scores[%d]' is %s, must be true or false, correct the record",
            scores.size(), Records.shown(score));
      }
      scores.add(score.isBoolean() ? score.booleanValue() : score.doubleValue() == 1);
    }
    if (scores.size() < 2 || scores.size() > MOST_RESPONSES) {
      throw row.invalid(
          "field 'scores' has %d values, must have 2 to %d, correct the record",
          scores.size(), MOST_RESPONSES);
    }
    return scores;
  }

  private static List<PairItem> pairs(
      Row row,
      String id,
      String subset,
      String query,
      List<String> responses,
      List<Boolean> right) {
    List<PairItem> pairs = new ArrayList<>();
    for (JsonNode pair : row.value("sampled_conflict_pairs")) {
      String field = "sampled_conflict_pairs[" + pairs.size() + "]";
      int first = pair.path(0).asInt(-1);
      int second = pair.path(1).asInt(-1);
      int n = right.size();
      if (pair.size() != 2 || Math.min(first, second) < 0 || Math.max(first, second) >= n) {
        throw row.invalid(
            "field '%s' is %s, must be two indices below %d, correct the record", field, pair, n);
      }
      if (right.get(first).equals(right.get(second))) {
        throw row.invalid(
            "field '%s' is %s, must name a right and a wrong response, but both are %s",
            field, pair, right.get(first) ? "right" : "wrong");
      }
      Side gold = right.get(first) ? Side.FIRST : Side.SECOND;
      OpenPair shown =
          new OpenPair(
              id + ":" + (pairs.size() + 1),
              query,
              responses.get(first),
              responses.get(second),
              Optional.of(gold));
      pairs.add(new PairItem(new Comparison(subset, shown), 0));
    }
    if (pairs.isEmpty()) {
      throw row.invalid(
          "field 'sampled_conflict_pairs' is missing or empty, must have a pair, correct the record");
    }
    return pairs;
  }

  @Override
  public List<Metric> metrics(List<Scored> items) {
    ToDoubleFunction<List<Scored>> accuracy =
        bestOfK ? in -> Metric.average(in, Scored::credit) : Ppe::ofPairs;
    Set<String> there = Averages.subsets(items);
    List<Metric> metrics = new ArrayList<>();
    if (there.containsAll(OVERALL)) {
      metrics.add(
          Metric.composed(
              "overall",
              item -> OVERALL.contains(item.subset()),
              all ->
                  Averages.plain(OVERALL, name -> accuracy.applyAsDouble(Averages.of(all, name)))));
    }
    for (String subset : there) {
      String name = "subset/" + subset;
      if (bestOfK) {
        metrics.add(Metric.accuracy(name, item -> item.subset().equals(subset)));
        for (String value : List.of(KnockoutItem.CHANCE, KnockoutItem.POSSIBLE)) {
          metrics.add(
              Metric.mean(
                  value + "/" + subset,
                  item -> item.subset().equals(subset),
                  item -> item.value(value)));
        }
      } else {
        metrics.add(Metric.composed(name, item -> item.subset().equals(subset), accuracy));
      }
    }
    return metrics;
  }

  @Override
  public List<String> missing(List<Scored> items) {
    return Averages.missing(items, SIZES, "questions");
  }

  private static double ofPairs(List<Scored> items) {
    double right = 0;
    double pairs = 0;
    for (Scored item : items) {
      right += item.value(QuestionItem.RIGHT);
      pairs += item.value(QuestionItem.PAIRS);
    }
    return right / pairs;
  }
}
