package io.github.rrm4j.evaluation.benchmark.protocol;

import io.github.rrm4j.data.rows.DataFile;
import io.github.rrm4j.data.rows.Row;
import io.github.rrm4j.evaluation.benchmark.Benchmark;
import io.github.rrm4j.evaluation.benchmark.Benchmark.BenchmarkInfo;
import io.github.rrm4j.evaluation.benchmark.Item;
import io.github.rrm4j.evaluation.benchmark.Metric;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.item.BestOfItem;
import io.github.rrm4j.evaluation.benchmark.item.BestOfItem.Ties;
import io.github.rrm4j.evaluation.benchmark.item.RoundRobinItem;
import io.github.rrm4j.evaluation.benchmark.protocol.PublishedFolder.Part;
import io.github.rrm4j.judging.Orders;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * RewardBench 2: the best of four responses in five subsets, and a sixth one of questions with
 * several equally right answers.
 *
 * <p>Source: Malik et al. 2025, "RewardBench 2", arXiv 2506.01937, and the owners' scoring of the
 * Ties subset; rows have id, subset, prompt, chosen (a list), rejected (a list). Ties come in twos:
 * {@code ref:N} has one right answer, {@code tied:N} several. With the gap and the spread of {@link
 * RoundRobinItem}:
 *
 * <pre>
 *   0.3 P(tied: gap > 0) + 0.3 P(ref: gap > 0) + 0.2 P(tied gap > spread)
 *     + 0.2 P(min(tied gap, ref gap) > spread) + 0.01 mean tanh(min(tied gap, ref gap) / spread - 1)
 * </pre>
 *
 * <p>The overall score is the plain mean of the six subsets.
 *
 * <p>Differs: the owners ask for scores, or for a choice among four; a judge of pairs compares the
 * chosen response with each rejected one, and all responses of a Ties question with each other. A
 * judge that gives scores is scored as the owners do.
 */
final class RewardBench2 implements Benchmark {

  static final String TIES = "Ties";

  private static final Map<String, Integer> SIZES =
      new TreeMap<>(
          Map.of(
              "Factuality",
              475,
              "Focus",
              495,
              "Math",
              183,
              "Precise IF",
              160,
              "Safety",
              450,
              TIES,
              102));

  @Override
  public BenchmarkInfo info() {
    return new BenchmarkInfo(
        "rewardbench2",
        "RewardBench 2: best of four in five subsets, and ties (Malik et al. 2025)",
        Orders.ONE);
  }

  @Override
  public List<Item> read(String path, Consumer<String> notes) {
    return RewardBench.records(path)
        .in(new PublishedFolder(RewardBench2::part))
        .read(RewardBench2::item, notes);
  }

  /** The benchmark is the owners' split {@code test}. */
  private static Optional<Part> part(DataFile file) {
    return file.path().getFileName().toString().startsWith("test")
        ? Optional.of(Part.BENCHMARK)
        : Optional.empty();
  }

  private static Item item(Row row, Records records) {
    String subset = row.filledText("subset");
    String own = Records.id(row, "id");
    List<String> chosen = Records.responses(row, "chosen");
    List<String> rejected = Records.responses(row, "rejected");
    String query = Records.query(row, "prompt");
    if (!subset.equalsIgnoreCase(TIES)) {
      if (chosen.size() != 1) {
        throw row.invalid(
            "field 'chosen' has %d responses, must have one outside of the subset Ties, correct the"
                + " record",
            chosen.size());
      }
      return BestOfItem.of(
          records.unique(subset + "/" + own), subset, query, chosen.get(0), rejected, Ties.SHARED);
    }
    if (!own.matches("(ref|tied):.+")) {
      throw row.invalid(
          "field 'id' is '%s', must be ref:N or tied:N in the subset Ties, correct the record",
          own);
    }
    List<String> all = new ArrayList<>(chosen);
    all.addAll(rejected);
    return new RoundRobinItem(records.unique(TIES + "/" + own), TIES, query, all, chosen.size());
  }

  @Override
  public List<Metric> metrics(List<Scored> items) {
    Set<String> there = Averages.subsets(items);
    List<Metric> metrics = new ArrayList<>();
    if (there.containsAll(SIZES.keySet())) {
      metrics.add(Metric.composed("overall", item -> true, RewardBench2::overall));
    }
    for (String subset : there) {
      metrics.add(
          subset.equals(TIES)
              ? Metric.composed(
                  "subset/" + TIES, item -> item.subset().equals(TIES), RewardBench2::ties)
              : Metric.accuracy("subset/" + subset, item -> item.subset().equals(subset)));
    }
    return metrics;
  }

  private static double overall(List<Scored> items) {
    double sum = 0;
    for (String subset : SIZES.keySet()) {
      List<Scored> in = Averages.of(items, subset);
      sum += subset.equals(TIES) ? ties(in) : Metric.average(in, Scored::credit);
    }
    return sum / SIZES.size();
  }

  /** The score of the Ties subset. A question may stand there several times, in a resample. */
  static double ties(List<Scored> items) {
    Map<String, Scored> references = new HashMap<>();
    List<Scored> tied = new ArrayList<>();
    List<Scored> ref = new ArrayList<>();
    for (Scored item : items) {
      (isReference(item) ? ref : tied).add(item);
      references.put(item.id(), item);
    }
    double preferred = 0;
    double hard = 0;
    double margin = 0;
    int pairs = 0;
    for (Scored item : tied) {
      Scored reference = references.get(item.id().replace(TIES + "/tied:", TIES + "/ref:"));
      if (reference != null) {
        int readings = RoundRobinItem.readings(item);
        for (int r = 0; r < readings; r++) {
          double gap = RoundRobinItem.value(item, RoundRobinItem.GAP, r);
          double spread = RoundRobinItem.value(item, RoundRobinItem.SPREAD, r);
          double least = Math.min(gap, RoundRobinItem.value(reference, RoundRobinItem.GAP, r));
          preferred += (gap > spread ? 1.0 : 0) / readings;
          hard += (least > spread ? 1.0 : 0) / readings;
          margin += (least == 0 && spread == 0 ? 0 : Math.tanh(least / spread - 1)) / readings;
        }
        pairs++;
      }
    }
    double accuracy =
        0.3 * orZero(Metric.average(tied, Scored::credit))
            + 0.3 * orZero(Metric.average(ref, Scored::credit));
    return pairs == 0
        ? accuracy
        : accuracy + (0.2 * preferred + 0.2 * hard + 0.01 * margin) / pairs;
  }

  private static double orZero(double value) {
    return Double.isNaN(value) ? 0 : value;
  }

  private static boolean isReference(Scored item) {
    return item.id().startsWith(TIES + "/ref:");
  }

  @Override
  public List<String> missing(List<Scored> items) {
    return Averages.missing(items, SIZES, "items");
  }
}
