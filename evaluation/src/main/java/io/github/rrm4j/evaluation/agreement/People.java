package io.github.rrm4j.evaluation.agreement;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.statistics.Bootstrap;
import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.ItemMeans;
import io.github.rrm4j.statistics.agreement.Confusion;
import io.github.rrm4j.statistics.table.ResultRows;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * What people reach: how often each agrees with the majority of the others, beside the judge on the
 * same pairs, and how often any two agree.
 *
 * @param key what the bootstraps draw with
 */
record People(List<CodedPair> coded, List<String> annotators, int categories, Key key) {

  private static final double CONFIDENCE = 0.95;
  private static final int LEAST_COMMON = 10;
  private static final int MOST_PAIRS = 30;

  /**
   * How often annotators and the judge in their place say what the others say of a pair.
   *
   * @param of how many annotators
   */
  private record Beside(double person, double judge, int of) {

    Beside plus(Beside other) {
      return new Beside(person + other.person, judge + other.judge, of + other.of);
    }
  }

  /**
   * Each annotator and the judge against the majority of the other annotators, and all of them
   * together. The judge takes the place of the annotator, so that both are measured on the same
   * pairs against the same labels; pairs of which the others have no majority are left out for
   * both.
   */
  List<ObjectNode> ceiling() {
    Map<LabelledPair, Beside> all = new LinkedHashMap<>();
    List<ObjectNode> rows = new ArrayList<>();
    int leftOut = 0;
    for (int a = 0; a < annotators.size(); a++) {
      List<Beside> own = new ArrayList<>();
      int left = 0;
      for (CodedPair pair : coded) {
        Optional<Beside> beside = beside(pair, a);
        beside.ifPresent(own::add);
        beside.ifPresent(one -> all.merge(pair.pair(), one, Beside::plus));
        left += pair.people()[a] >= 0 && beside.isEmpty() ? 1 : 0;
      }
      leftOut += left;
      if (!own.isEmpty()) {
        rows.add(row(annotators.get(a), own, left));
      }
    }
    if (!all.isEmpty()) {
      rows.add(0, row("all", List.copyOf(all.values()), leftOut));
    }
    return rows;
  }

  private Optional<Beside> beside(CodedPair pair, int annotator) {
    int person = pair.people()[annotator];
    int others = CodedPair.code(pair.pair().majorityWithout(annotators.get(annotator)), categories);
    return person < 0 || others < 0
        ? Optional.empty()
        : Optional.of(new Beside(person == others ? 1 : 0, pair.judge() == others ? 1 : 0, 1));
  }

  /** Labels of one pair are drawn together. */
  private ObjectNode row(String annotator, List<Beside> some, int leftOut) {
    Key own = key.with("ceiling").with(annotator);
    ObjectNode row =
        ResultRows.row()
            .put("annotator", annotator)
            .put("labels", some.stream().mapToInt(Beside::of).sum());
    share(row, "accuracy_person", some, Beside::person, 0, own);
    share(row, "accuracy_judge", some, Beside::judge, 0, own);
    share(row, "gain", some, one -> one.judge() - one.person(), -1, own);
    return row.put("left_out", leftOut);
  }

  private static void share(
      ObjectNode row,
      String name,
      List<Beside> some,
      ToDoubleFunction<Beside> of,
      double least,
      Key key) {
    ToDoubleFunction<List<Beside>> share =
        drawn -> drawn.stream().mapToDouble(of).sum() / drawn.stream().mapToInt(Beside::of).sum();
    Interval interval =
        Bootstrap.interval(new Bootstrap(key).values(List.of(some), share), CONFIDENCE)
            .orReach(some.size(), least, 1, CONFIDENCE);
    ItemMeans.put(row, name, share.applyAsDouble(some), interval);
  }

  /** Two raters: people, or the judge and one of them. */
  private record Two(String first, String second, List<CodedPair> common, Columns columns) {}

  /** Where the labels of two raters are. */
  private record Columns(ToIntFunction<CodedPair> first, ToIntFunction<CodedPair> second) {}

  /**
   * Any two raters, the judge with each person first: the share of pairs on which they say the
   * same, and Cohen's kappa. Of very many people those who share the most pairs.
   */
  List<ObjectNode> pairs() {
    List<Two> two = new ArrayList<>();
    for (int a = 0; a < annotators.size(); a++) {
      two.add(two("judge", CodedPair::judge, annotators.get(a), of(a)));
    }
    for (int a = 0; a < annotators.size(); a++) {
      for (int b = a + 1; b < annotators.size(); b++) {
        two.add(two(annotators.get(a), of(a), annotators.get(b), of(b)));
      }
    }
    List<Two> enough = two.stream().filter(one -> one.common().size() >= LEAST_COMMON).toList();
    List<Two> shown =
        enough.size() <= MOST_PAIRS
            ? enough
            : enough.stream()
                .sorted(Comparator.comparingInt((Two one) -> -one.common().size()))
                .limit(MOST_PAIRS)
                .toList();
    return shown.stream().map(this::row).toList();
  }

  private static ToIntFunction<CodedPair> of(int annotator) {
    return pair -> pair.people()[annotator];
  }

  private Two two(
      String first,
      ToIntFunction<CodedPair> ofFirst,
      String second,
      ToIntFunction<CodedPair> ofSecond) {
    List<CodedPair> common =
        coded.stream()
            .filter(pair -> ofFirst.applyAsInt(pair) >= 0 && ofSecond.applyAsInt(pair) >= 0)
            .toList();
    return new Two(first, second, common, new Columns(ofFirst, ofSecond));
  }

  private ObjectNode row(Two two) {
    ObjectNode row =
        ResultRows.row()
            .put("first", two.first())
            .put("second", two.second())
            .put("n", two.common().size());
    int[] one = two.common().stream().mapToInt(two.columns().first()).toArray();
    int[] other = two.common().stream().mapToInt(two.columns().second()).toArray();
    ItemMeans.putShare(
        row,
        "agreement",
        IntStream.range(0, one.length).mapToDouble(i -> one[i] == other[i] ? 1 : 0).toArray());
    return Coefficients.put(
        row,
        "kappa",
        Coefficients.strata(two.common()),
        some -> {
          Confusion table = new Confusion(categories);
          some.forEach(
              pair ->
                  table.add(
                      two.columns().first().applyAsInt(pair),
                      two.columns().second().applyAsInt(pair)));
          return table.kappa();
        },
        key.with(two.first()).with(two.second()));
  }
}
