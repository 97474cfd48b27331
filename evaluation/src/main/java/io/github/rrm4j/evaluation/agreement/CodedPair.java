package io.github.rrm4j.evaluation.agreement;

import io.github.rrm4j.evaluation.benchmark.Verdicts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A pair that people and a judge have labelled, as numbers: 0 first, then tie where anybody says
 * it, then second; -1 where there is none.
 *
 * @param pair what people say
 * @param people the label of each annotator: (annotators)
 * @param majority of the people
 * @param judge what the votes of the judge decide
 * @param before the same of an earlier version of the judge, where there is one
 */
record CodedPair(LabelledPair pair, int[] people, int majority, int judge, int before) {

  static final int NONE = -1;

  /** What two versions of a judge say; of a single one the other says nothing. */
  record Judges(Verdicts judge, Verdicts before) {}

  /**
   * The pairs that the judge has judged.
   *
   * @param categories 3 with ties, 2 without
   */
  static List<CodedPair> of(
      List<LabelledPair> pairs, List<String> annotators, Judges judges, int categories) {
    List<CodedPair> coded = new ArrayList<>();
    for (LabelledPair pair : pairs) {
      int[] people = new int[annotators.size()];
      for (int a = 0; a < people.length; a++) {
        people[a] = code(Optional.ofNullable(pair.labels().get(annotators.get(a))), categories);
      }
      coded.add(
          new CodedPair(
              pair,
              people,
              code(pair.majority(), categories),
              code(said(judges.judge(), pair.id()), categories),
              code(said(judges.before(), pair.id()), categories)));
    }
    return coded;
  }

  /** What a judge says of a pair, both orders together; empty where that is nothing. */
  static Optional<Label> said(Verdicts judge, String id) {
    return judge.has(id) ? Label.of(judge.ofOrders(id).result()) : Optional.empty();
  }

  /** The number of a label. */
  static int code(Optional<Label> label, int categories) {
    return label.map(some -> categories == 3 ? some.ordinal() : some.ordinal() / 2).orElse(NONE);
  }

  /** The name of a number. */
  static Label label(int code, int categories) {
    return categories == 3 || code == 0 ? Label.values()[code] : Label.SECOND;
  }

  boolean right() {
    return judge == majority;
  }

  /** How many people say each category, and the judge too where it is one of them. */
  int[] counts(int categories, boolean withJudge) {
    int[] counts = new int[categories];
    Arrays.stream(people).filter(code -> code >= 0).forEach(code -> counts[code]++);
    if (withJudge && judge >= 0) {
      counts[judge]++;
    }
    return counts;
  }
}
