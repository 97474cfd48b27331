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
import io.github.rrm4j.evaluation.benchmark.item.PairItem;
import io.github.rrm4j.evaluation.benchmark.protocol.PublishedFolder.Part;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.judging.Orders;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * JudgeBench: pairs of a right and a wrong response to hard questions, each shown in both orders.
 *
 * <p>Source: Tan et al. 2024, "JudgeBench", arXiv 2410.12784, and the owners' metrics; JSON lines
 * of {pair_id, source, question, response_A, response_B, label}. An order counts +1 where the right
 * response is chosen, -1 where the wrong one is, else 0; a pair is right where the sum is above 0.
 * With several votes, an order counts what they decide ({@link
 * io.github.rrm4j.rewards.SplitVotes}). Groups by source: Knowledge (mmlu-pro-*), Reasoning, Math
 * and Coding (LiveBench, LiveCodeBench). The overall score is the share of all pairs.
 *
 * <p>There is one test set of each model that responded, which the owners score apart. Where a path
 * names several, subsets and numbers carry the name of theirs: {@code gpt/overall}. What judges
 * said, in {@code outputs}, is not read beside the data.
 */
final class JudgeBench implements Benchmark {

  private static final Map<String, String> GROUPS = groups();

  /** Published pairs of each group, by the begin of the name of the model that responded. */
  private static final Map<String, Map<String, Integer>> SIZES = sizes();

  /** In the owners' repository {@code response_model=NAME}, in their data set gpt or claude. */
  private static final Pattern RESPONDER =
      Pattern.compile("response_model=([^,]+?)(?:,|[.]jsonl?)|^(gpt|claude)(?![a-z])");

  private static Map<String, String> groups() {
    Map<String, String> groups = new LinkedHashMap<>();
    groups.put("mmlu-pro", "Knowledge");
    groups.put("livebench-reasoning", "Reasoning");
    groups.put("livebench-math", "Math");
    groups.put("livecodebench", "Coding");
    return groups;
  }

  private static Map<String, Map<String, Integer>> sizes() {
    Map<String, Map<String, Integer>> sizes = new LinkedHashMap<>();
    sizes.put("gpt", Map.of("Knowledge", 154, "Reasoning", 98, "Math", 56, "Coding", 42));
    sizes.put("claude", Map.of("Knowledge", 154, "Reasoning", 51, "Math", 34, "Coding", 31));
    return sizes;
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
        .in(new PublishedFolder(JudgeBench::part))
        .ofTestSets(JudgeBench::responder)
        .read(JudgeBench::item, notes);
  }

  /** The model whose responses a file holds: there is one test set of each. */
  private static Optional<String> responder(DataFile file) {
    Matcher named = RESPONDER.matcher(file.path().getFileName().toString());
    return named.find()
        ? Optional.ofNullable(named.group(1)).or(() -> Optional.of(named.group(2)))
        : Optional.empty();
  }

  private static Optional<Part> part(DataFile file) {
    return file.path().getFileName().toString().contains("judge_name=")
        ? Optional.of(Part.VERSION)
        : responder(file).map(model -> Part.BENCHMARK);
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
    String source = row.filledText("source");
    String subset = records.setOfSeveral().map(set -> set + "/" + source).orElse(source);
    return new PairItem(new Comparison(subset, pair), 0);
  }

  /** The test set of an item, with a slash; empty where all items are of one. */
  private static String set(Scored item) {
    boolean known = GROUPS.keySet().stream().anyMatch(item.subset()::startsWith);
    return known ? "" : item.subset().substring(0, item.subset().indexOf('/') + 1);
  }

  private static String group(Scored item) {
    return group(item.subset().substring(set(item).length()));
  }

  private static String group(String source) {
    return GROUPS.entrySet().stream()
        .filter(entry -> source.startsWith(entry.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("Other");
  }

  @Override
  public Optional<String> section(String subset) {
    return Optional.of(group(subset));
  }

  private static Set<String> sets(List<Scored> items) {
    Set<String> sets = new LinkedHashSet<>();
    items.forEach(item -> sets.add(set(item)));
    return sets;
  }

  /**
   * A line of the owners' {@code outputs/}: two judgements, the second of the swapped responses.
   */
  @Override
  public List<JudgedComparison> recorded(Row row) {
    JsonNode judgments = row.value("judgments");
    if (!row.has("pair_id") || !judgments.isArray()) {
      return List.of();
    }
    if (judgments.isEmpty() || judgments.size() > 2) {
      throw row.invalid(
          "field 'judgments' has %d judgements, must have one or two, correct it",
          judgments.size());
    }
    List<JudgedComparison> judged = new ArrayList<>();
    for (JsonNode judgment : judgments) {
      Order order = judged.isEmpty() ? Order.GIVEN : Order.SWAPPED;
      String field = "judgments[" + judged.size() + "].decision";
      Answer answer = RecordedAnswers.answer(row, field, judgment.path("decision"));
      judged.add(RecordedAnswers.asShown(Records.id(row, "pair_id"), "", order, answer));
    }
    return judged;
  }

  @Override
  public List<Metric> metrics(List<Scored> items) {
    List<Metric> metrics = new ArrayList<>();
    for (String set : sets(items)) {
      add(metrics, set, items.stream().filter(item -> set(item).equals(set)).toList());
    }
    return metrics;
  }

  private static void add(List<Metric> metrics, String set, List<Scored> items) {
    Predicate<Scored> in = item -> set(item).equals(set);
    metrics.add(right(set + "overall", in));
    Set<String> there = new TreeSet<>();
    items.forEach(item -> there.add(group(item)));
    List<String> groups = new ArrayList<>(GROUPS.values());
    groups.add("Other");
    for (String group : groups) {
      if (there.contains(group)) {
        metrics.add(right(set + "section/" + group, in.and(item -> group(item).equals(group))));
      }
    }
    for (String subset : new TreeSet<>(Averages.subsets(items))) {
      String source = subset.substring(set.length());
      metrics.add(right(set + "subset/" + source, item -> item.subset().equals(subset)));
    }
  }

  private static Metric right(String name, Predicate<Scored> counts) {
    return Metric.mean(name, counts, JudgeBench::right);
  }

  /** Results of before {@value PairItem#RIGHT} was kept have the sum alone. */
  private static double right(Scored item) {
    return item.has(PairItem.RIGHT)
        ? item.value(PairItem.RIGHT)
        : item.value(PairItem.SUM) > 0 ? 1 : 0;
  }

  @Override
  public List<String> missing(List<Scored> items) {
    List<String> missing = new ArrayList<>();
    for (String set : sets(items)) {
      Map<String, Integer> there = new LinkedHashMap<>();
      items.stream()
          .filter(item -> set(item).equals(set))
          .forEach(item -> there.merge(group(item), 1, Integer::sum));
      missing.addAll(missing(set, there));
    }
    return missing;
  }

  /**
   * What one test set lacks. Where its items do not say which of the published ones it is, it is
   * taken for the one of which more groups are whole.
   */
  private static List<String> missing(String set, Map<String, Integer> there) {
    List<String> least = List.of();
    for (Map.Entry<String, Map<String, Integer>> published : SIZES.entrySet()) {
      if (!set.isEmpty() && !set.startsWith(published.getKey())) {
        continue;
      }
      List<String> missing = new ArrayList<>();
      for (String group : GROUPS.values()) {
        int n = there.getOrDefault(group, 0);
        int size = published.getValue().get(group);
        if (n != size) {
          missing.add(
              Text.format("%s: section %s has %d of %d pairs", published.getKey(), group, n, size));
        }
      }
      if (missing.isEmpty()) {
        return missing;
      }
      least = least.isEmpty() || missing.size() < least.size() ? missing : least;
    }
    return least;
  }
}
