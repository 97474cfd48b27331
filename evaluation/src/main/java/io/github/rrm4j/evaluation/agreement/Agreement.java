package io.github.rrm4j.evaluation.agreement;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.evaluation.agreement.CodedPair.Judges;
import io.github.rrm4j.evaluation.benchmark.JudgedComparison;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.statistics.agreement.RatedUnits.Scale;
import io.github.rrm4j.statistics.table.ResultRows;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * A judge beside people on the pairs that both have labelled.
 *
 * <p>The label of the people is their {@linkplain LabelledPair#majority majority}, that of the
 * judge what its votes decide. A pair without a majority has no right answer and is left out where
 * one is needed. A verdict that cannot be read is wrong in accuracies, as in every benchmark, and
 * left out of the coefficients, which need a label.
 */
public final class Agreement {

  /** The file of a folder that holds these tables. */
  public static final String FILE = "agreement.json";

  private final List<String> annotators;
  private final int categories;
  private final List<CodedPair> pairs;
  private final Verdicts judge;
  private final Optional<Verdicts> before;
  private final List<String> remarks;
  private final Key key;

  /**
   * @param before what another version of the judge said of the same pairs
   * @param seed of the bootstraps
   * @throws InvalidInput if the judge has judged none of the pairs
   */
  public Agreement(HumanLabels people, Verdicts judge, Optional<Verdicts> before, long seed) {
    List<LabelledPair> both = people.pairs().stream().filter(p -> judge.has(p.id())).toList();
    if (both.isEmpty()) {
      throw InvalidInput.of(
          "agree: the judge and the people have no pair in common (%d and %d pairs), must have the"
              + " same ids, such as '%s' and '%s'; correct the ids",
          judged(judge).size(),
          people.pairs().size(),
          judged(judge).stream().findFirst().orElse(""),
          people.pairs().get(0).id());
    }
    this.annotators = people.annotators();
    this.judge = judge;
    this.before = before;
    this.key = Key.of(seed, "agree");
    boolean ties =
        both.stream()
            .flatMap(
                pair ->
                    Stream.concat(
                        pair.labels().values().stream(),
                        Stream.concat(Stream.of(judge), before.stream())
                            .flatMap(one -> CodedPair.said(one, pair.id()).stream())))
            .anyMatch(label -> label == Label.TIE);
    this.categories = ties ? 3 : 2;
    this.pairs =
        CodedPair.of(
            both, annotators, new Judges(judge, before.orElseGet(Verdicts::new)), categories);
    this.remarks = remarks(people);
  }

  private static Set<String> judged(Verdicts judge) {
    Set<String> ids = new LinkedHashSet<>();
    judge.judged().stream().map(JudgedComparison::id).forEach(ids::add);
    return ids;
  }

  private List<String> remarks(HumanLabels people) {
    List<String> all = new ArrayList<>(people.remarks());
    told(
        all,
        people.pairs().size() - pairs.size(),
        "pairs of the people left out without a verdict");
    told(
        all,
        judged(judge).size() - pairs.size(),
        "pairs of the judge left out without a label of a person");
    told(all, count(p -> p.majority() < 0), "pairs without a majority of the people");
    told(all, count(p -> p.judge() < 0), "verdicts that cannot be read");
    return List.copyOf(all);
  }

  private int count(Predicate<CodedPair> which) {
    return (int) pairs.stream().filter(which).count();
  }

  private static void told(List<String> remarks, int count, String what) {
    if (count > 0) {
      remarks.add(Text.format("%s: %d", what, count));
    }
  }

  /** What was left out, one sentence each. */
  public List<String> remarks() {
    return remarks;
  }

  /** How many pairs both have, and how many people there are. */
  public String summary() {
    return Text.format(
        "%d pairs that the judge and %d %s have labelled, %d categories",
        pairs.size(), annotators.size(), annotators.size() == 1 ? "person" : "people", categories);
  }

  /** Every table that has rows, in the order in which a reader wants them. */
  public List<ResultRows> tables() {
    Coefficients coefficients = new Coefficients(pairs, categories, key);
    People people = new People(pairs, annotators, categories, key);
    List<ResultRows> all = new ArrayList<>();
    all.add(new ResultRows("agreement", agreement(coefficients)));
    all.add(new ResultRows("confusion", confusion()));
    if (annotators.size() > 1) {
      all.add(new ResultRows("ceiling", people.ceiling()));
      all.add(new ResultRows("pairs", people.pairs()));
    }
    all.add(new ResultRows("slices", new Slices(pairs, judge, categories).rows()));
    before.ifPresent(
        earlier ->
            all.add(new ResultRows("drift", new Drift(pairs, earlier, categories, key).rows())));
    return all.stream().filter(table -> !table.rows().isEmpty()).toList();
  }

  private List<ObjectNode> agreement(Coefficients of) {
    List<ObjectNode> rows = new ArrayList<>(of.judge());
    if (annotators.size() > 1) {
      rows.addAll(of.people(false));
      rows.addAll(of.people(true));
    }
    return rows;
  }

  private List<ObjectNode> confusion() {
    List<ObjectNode> rows = new ArrayList<>();
    for (int majority = 0; majority < categories; majority++) {
      ObjectNode row =
          ResultRows.row().put("people_say", CodedPair.label(majority, categories).word());
      for (int said = CodedPair.NONE; said < categories; said++) {
        int people = majority;
        int verdict = said;
        String name =
            said < 0 ? "unreadable" : "judge_says_" + CodedPair.label(said, categories).word();
        row.put(name, count(p -> p.majority() == people && p.judge() == verdict));
      }
      rows.add(row);
    }
    return rows;
  }

  /** {@link #tables} and what was left out, as {@value #FILE} keeps them. */
  public ObjectNode json(List<ResultRows> tables) {
    ObjectNode json = Json.object();
    ObjectNode agree = json.putObject("agree");
    agree.put("pairs", pairs.size()).put("categories", categories);
    annotators.forEach(agree.putArray("annotators")::add);
    remarks.forEach(agree.putArray("left_out")::add);
    tables.forEach(table -> agree.set(table.name(), table.toJson()));
    return json;
  }

  /** The scale of the labels where ties lie between the two responses. */
  static List<Scale> scales(int categories) {
    return categories == 3 ? List.of(Scale.NOMINAL, Scale.ORDINAL) : List.of(Scale.NOMINAL);
  }
}
