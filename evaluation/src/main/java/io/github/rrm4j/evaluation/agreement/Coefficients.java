package io.github.rrm4j.evaluation.agreement;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.statistics.Bootstrap;
import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.IntervalMethod;
import io.github.rrm4j.statistics.ItemMeans;
import io.github.rrm4j.statistics.agreement.Confusion;
import io.github.rrm4j.statistics.agreement.Confusion.Weights;
import io.github.rrm4j.statistics.agreement.RatedUnits;
import io.github.rrm4j.statistics.agreement.RatedUnits.Scale;
import io.github.rrm4j.statistics.table.ResultRows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * Coefficients of agreement with 95 % intervals: percentiles of a bootstrap over pairs, drawn
 * within their sections.
 *
 * @param key what the bootstraps draw with
 */
record Coefficients(List<CodedPair> pairs, int categories, Key key) {

  private static final double CONFIDENCE = 0.95;

  /** What the judge has in common with the majority of the people. */
  List<ObjectNode> judge() {
    String between = "judge and majority";
    List<CodedPair> decided = pairs.stream().filter(p -> p.majority() >= 0).toList();
    List<CodedPair> read = decided.stream().filter(p -> p.judge() >= 0).toList();
    List<ObjectNode> rows = new ArrayList<>();
    if (!decided.isEmpty()) {
      double[] right = decided.stream().mapToDouble(p -> p.right() ? 1 : 0).toArray();
      rows.add(
          ItemMeans.put(
              row(between, "accuracy", decided.size()),
              "value",
              ItemMeans.average(right),
              ItemMeans.shareInterval(right)));
    }
    rows.add(row(between, "Cohen's kappa", read, some -> ofJudge(some).kappa()));
    if (categories > 2) {
      for (Weights weights : Weights.values()) {
        rows.add(
            row(
                between,
                "weighted kappa, " + Word.of(weights),
                read,
                some -> ofJudge(some).weightedKappa(weights)));
      }
    }
    rows.add(row(between, "Gwet's AC1", read, some -> ofJudge(some).ac1()));
    return rows;
  }

  /** How the judge's labels meet those of the majority. */
  Confusion ofJudge(List<CodedPair> some) {
    Confusion table = new Confusion(categories);
    some.forEach(pair -> table.add(pair.majority(), pair.judge()));
    return table;
  }

  /**
   * What the people have in common.
   *
   * @param withJudge whether the judge is one more of them
   */
  List<ObjectNode> people(boolean withJudge) {
    String between = withJudge ? "people and judge" : "people";
    List<Rated> rated =
        pairs.stream()
            .map(p -> new Rated(p.pair().section(), p.counts(categories, withJudge)))
            .toList();
    List<ObjectNode> rows = new ArrayList<>();
    for (Scale scale : Agreement.scales(categories)) {
      String measure = "Krippendorff's alpha, " + Word.of(scale);
      rows.add(people(between, measure, rated, some -> units(some).alpha(scale)));
    }
    rows.add(people(between, "Gwet's AC1", rated, some -> units(some).ac1()));
    return rows;
  }

  private ObjectNode people(
      String between,
      String measure,
      List<Rated> rated,
      ToDoubleFunction<List<Rated>> coefficient) {
    ObjectNode row = row(between, measure, rated.size());
    return put(
        row, "value", strata(rated, Rated::section), coefficient, key.with(between + measure));
  }

  private RatedUnits units(List<Rated> some) {
    return new RatedUnits(some.stream().map(Rated::counts).toList(), categories);
  }

  /** A pair with how many raters say each category. */
  private record Rated(Optional<String> section, int[] counts) {}

  private static ObjectNode row(String between, String measure, int n) {
    return ResultRows.row().put("between", between).put("measure", measure).put("n", n);
  }

  private ObjectNode row(
      String between,
      String measure,
      List<CodedPair> some,
      ToDoubleFunction<List<CodedPair>> coefficient) {
    return put(
        row(between, measure, some.size()),
        "value",
        strata(some),
        coefficient,
        key.with(between + measure));
  }

  /**
   * Puts a coefficient and its interval; null where these pairs do not define it.
   *
   * @param strata of the bootstrap
   */
  static <T> ObjectNode put(
      ObjectNode row,
      String name,
      List<List<T>> strata,
      ToDoubleFunction<List<T>> coefficient,
      Key key) {
    List<T> all = strata.stream().flatMap(List::stream).toList();
    double value = all.isEmpty() ? Double.NaN : coefficient.applyAsDouble(all);
    if (Double.isNaN(value)) {
      return ItemMeans.putNull(row, name);
    }
    double[] drawn = new Bootstrap(key).values(strata, coefficient);
    Interval interval =
        drawn.length == 0
            ? new Interval(-1, 1, IntervalMethod.EVERYTHING)
            : Bootstrap.interval(drawn, CONFIDENCE).orReach(all.size(), -1, 1, CONFIDENCE);
    return ItemMeans.put(row, name, value, interval);
  }

  /** Pairs by their sections. */
  static List<List<CodedPair>> strata(List<CodedPair> some) {
    return strata(some, pair -> pair.pair().section());
  }

  private static <T> List<List<T>> strata(List<T> some, Function<T, Optional<String>> section) {
    Map<String, List<T>> strata =
        some.stream()
            .collect(
                groupingBy(one -> section.apply(one).orElse(""), LinkedHashMap::new, toList()));
    return List.copyOf(strata.values());
  }
}
