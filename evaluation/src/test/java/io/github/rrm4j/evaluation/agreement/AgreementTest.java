package io.github.rrm4j.evaluation.agreement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.evaluation.benchmark.JudgedComparison;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.evaluation.benchmark.protocol.Benchmarks;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.statistics.table.ResultRows;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AgreementTest {

  private static LabelledPair pair(int id, Map<String, Label> labels) {
    boolean even = id % 2 == 0;
    return new LabelledPair(
        String.valueOf(id),
        Optional.of(even ? "even" : "odd"),
        Optional.empty(),
        Optional.of(
            new OpenPair(String.valueOf(id), "q", "a".repeat(id + 2), "b", Optional.empty())),
        labels);
  }

  private static void say(Verdicts judge, int id, Order order, Answer answer) {
    judge.add(
        new JudgedComparison(
            String.valueOf(id), "", order, Optional.empty(), List.of(new Sample(answer))));
  }

  private static ObjectNode row(Agreement agreement, String table, String field, String value) {
    return rows(agreement, table).stream()
        .filter(row -> row.path(field).asText().equals(value))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + value + " in " + table));
  }

  private static List<ObjectNode> rows(Agreement agreement, String table) {
    return agreement.tables().stream()
        .filter(one -> one.name().equals(table))
        .map(ResultRows::rows)
        .findFirst()
        .orElse(List.of());
  }

  /** 40 pairs of which people prefer the first; the judge is right on the even ones. */
  private static Agreement halfRight() {
    List<LabelledPair> pairs = new ArrayList<>();
    Verdicts judge = new Verdicts();
    for (int id = 0; id < 40; id++) {
      pairs.add(
          pair(
              id,
              Map.of(
                  "ann", Label.FIRST,
                  "bob", Label.FIRST,
                  "cat", id < 4 ? Label.SECOND : Label.FIRST)));
      say(judge, id, Order.GIVEN, id % 2 == 0 ? Answer.FIRST : Answer.SECOND);
    }
    pairs.add(pair(90, Map.of("ann", Label.FIRST))); // that the judge has not judged
    say(judge, 91, Order.GIVEN, Answer.FIRST); // that nobody has labelled
    return new Agreement(new HumanLabels(pairs, List.of("as read")), judge, Optional.empty(), 1);
  }

  @Test
  void itemsWithoutAPartnerAreCountedAndTold() {
    assertEquals(
        List.of(
            "as read",
            "pairs of the people left out without a verdict: 1",
            "pairs of the judge left out without a label of a person: 1"),
        halfRight().remarks());
  }

  @Test
  void theJudgeIsComparedWithTheMajority() {
    ObjectNode accuracy = row(halfRight(), "agreement", "measure", "accuracy");
    assertEquals(0.5, accuracy.path("value").asDouble());
    assertEquals(40, accuracy.path("n").asInt());
    assertTrue(accuracy.path("value_low").asDouble() < 0.5);
    ObjectNode confusion = row(halfRight(), "confusion", "people_say", "first");
    assertEquals(20, confusion.path("judge_says_first").asInt());
    assertEquals(20, confusion.path("judge_says_second").asInt());
  }

  @Test
  void theCeilingPutsTheJudgeInThePlaceOfEachPerson() {
    // Where cat differs, ann and bob make the majority for cat alone: 36 of 40 agree.
    ObjectNode cat = row(halfRight(), "ceiling", "annotator", "cat");
    assertEquals(0.9, cat.path("accuracy_person").asDouble(), 1e-12);
    assertEquals(0.5, cat.path("accuracy_judge").asDouble(), 1e-12);
    assertEquals(-0.4, cat.path("gain").asDouble(), 1e-12);
    ObjectNode ann = row(halfRight(), "ceiling", "annotator", "ann");
    assertEquals(1, ann.path("accuracy_person").asDouble(), 1e-12);
    assertEquals(4, ann.path("left_out").asInt());
    ObjectNode all = row(halfRight(), "ceiling", "annotator", "all");
    assertEquals((36 + 36 + 36) / 112.0, all.path("accuracy_person").asDouble(), 1e-12);
    assertTrue(all.path("accuracy_person_low").asDouble() < all.path("accuracy_person").asDouble());
  }

  @Test
  void anyTwoAreCompared() {
    List<ObjectNode> pairs = rows(halfRight(), "pairs");
    assertEquals(6, pairs.size());
    assertEquals(1, row(halfRight(), "pairs", "first", "ann").path("agreement").asDouble());
    assertTrue(pairs.get(3).path("kappa").isNull(), "ann and bob only ever say first");
  }

  @Test
  void theWorstSliceComesFirstWithItsCorrection() {
    List<ObjectNode> slices = rows(halfRight(), "slices");
    ObjectNode odd = slices.get(0);
    assertEquals("odd", odd.path("slice").asText());
    assertEquals(0, odd.path("accuracy").asDouble());
    assertEquals(-1, odd.path("change").asDouble());
    // 2 / C(40, 20), of the most extreme table and its mirror image; the smallest of all p.
    assertEquals(2 / 137846528820.0, odd.path("p").asDouble(), 1e-16);
    assertEquals(odd.path("p").asDouble() * slices.size(), odd.path("p_holm").asDouble(), 1e-15);
  }

  @Test
  void anUnreadableVerdictIsWrongAndHasNoLabel() {
    Verdicts judge = new Verdicts();
    List<LabelledPair> pairs = new ArrayList<>();
    for (int id = 0; id < 4; id++) {
      pairs.add(pair(id, Map.of("ann", id < 2 ? Label.FIRST : Label.SECOND)));
      say(
          judge,
          id,
          Order.GIVEN,
          id == 0 ? Answer.MALFORMED : id == 1 ? Answer.FIRST : Answer.SECOND);
    }
    Agreement agreement =
        new Agreement(new HumanLabels(pairs, List.of()), judge, Optional.empty(), 1);
    assertEquals(0.75, row(agreement, "agreement", "measure", "accuracy").path("value").asDouble());
    ObjectNode kappa = row(agreement, "agreement", "measure", "Cohen's kappa");
    assertEquals(1, kappa.path("value").asDouble());
    assertEquals(3, kappa.path("n").asInt());
    assertTrue(kappa.path("value_low").asDouble() < 1, "three pairs prove nothing");
    assertTrue(agreement.remarks().contains("verdicts that cannot be read: 1"));
  }

  @Test
  void driftIsTestedOnTheSamePairs() {
    Verdicts before = new Verdicts();
    Verdicts now = new Verdicts();
    List<LabelledPair> pairs = new ArrayList<>();
    for (int id = 0; id < 20; id++) {
      pairs.add(pair(id, Map.of("ann", Label.FIRST)));
      say(before, id, Order.GIVEN, id < 10 ? Answer.FIRST : Answer.SECOND);
      say(now, id, Order.GIVEN, id < 1 || id > 18 ? Answer.SECOND : Answer.FIRST);
    }
    Agreement agreement =
        new Agreement(new HumanLabels(pairs, List.of()), now, Optional.of(before), 1);
    ObjectNode drift = rows(agreement, "drift").get(0);
    assertEquals(0.5, drift.path("accuracy_before").asDouble());
    assertEquals(0.9, drift.path("accuracy").asDouble());
    assertEquals(1, drift.path("only_before_right").asInt());
    assertEquals(9, drift.path("only_now_right").asInt());
    assertEquals(22.0 / 1024, drift.path("p").asDouble(), 1e-12);
    assertEquals(0.5, drift.path("changed").asDouble());
  }

  @Test
  void nothingInCommonIsRefused() {
    Verdicts judge = new Verdicts();
    say(judge, 5, Order.GIVEN, Answer.FIRST);
    HumanLabels people = new HumanLabels(List.of(pair(1, Map.of("ann", Label.FIRST))), List.of());
    InvalidInput none =
        assertThrows(InvalidInput.class, () -> new Agreement(people, judge, Optional.empty(), 1));
    assertTrue(none.getMessage().contains("no pair in common"), none.getMessage());
  }

  /** The first annotator as the judge. */
  @Test
  @Tag("real-data")
  void pandaLmsAnnotatorsAgreeAsAnotherImplementationSays() {
    String given =
        System.getProperty(
            "rrm.realData", Optional.ofNullable(System.getenv("RRM_REAL_DATA")).orElse(""));
    assumeTrue(!given.isEmpty(), "-Drrm.realData is not set");
    HumanLabels people =
        HumanLabels.of(
            Benchmarks.named("pandalm"),
            Path.of(given).resolve("pandalm/testset-v1.json").toString());
    assertEquals(List.of("annotator1", "annotator2", "annotator3"), people.annotators());
    Verdicts judge = new Verdicts();
    for (LabelledPair pair : people.pairs()) {
      Answer answer =
          switch (pair.labels().get("annotator1")) {
            case FIRST -> Answer.FIRST;
            case TIE -> Answer.TIE;
            case SECOND -> Answer.SECOND;
          };
      judge.add(
          new JudgedComparison(
              pair.id(), "", Order.GIVEN, Optional.empty(), List.of(new Sample(answer))));
    }
    Agreement agreement = new Agreement(people, judge, Optional.empty(), 1);
    JsonNode agree = agreement.json(agreement.tables()).path("agree");
    // From all pairs of ratings in Python, without coincidences.
    assertEquals(0.8642206851960816, value(agree, "people", "Krippendorff's alpha, nominal"), 1e-9);
    assertEquals(0.8774636737774044, value(agree, "people", "Krippendorff's alpha, ordinal"), 1e-9);
    assertEquals(0.8864447080231197, value(agree, "people", "Gwet's AC1"), 1e-9);
    JsonNode second = agree.path("pairs").get(1);
    assertEquals("annotator2", second.path("second").asText());
    assertEquals(0.8520226785167024, second.path("kappa").asDouble(), 1e-9);
    JsonNode ceiling = agree.path("ceiling").get(1);
    assertEquals(879 / 917.0, ceiling.path("accuracy_person").asDouble(), 1e-12);
    assertEquals(0, ceiling.path("gain").asDouble(), "the judge is this person");
  }

  private static double value(JsonNode agree, String between, String measure) {
    for (JsonNode row : agree.path("agreement")) {
      if (row.path("between").asText().equals(between)
          && row.path("measure").asText().equals(measure)) {
        return row.path("value").asDouble();
      }
    }
    throw new AssertionError(measure + " is missing");
  }
}
