package io.github.rrm4j.judging;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.data.Pair;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.judging.Evaluation.Item;
import io.github.rrm4j.rewards.Outcome;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.Proportion;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationTest {

  /** Five pairs in both orders; sections are mixed and their names are not in order. */
  private static final Evaluation EVALUATION =
      new Evaluation(
          List.of(
              item("sort", Side.FIRST, Verdict.FIRST, 10), // right both times: consistent
              item("sort", Side.SECOND, Verdict.SECOND, 20),
              item("count", Side.FIRST, Verdict.FIRST, 30), // the first place both times
              item("count", Side.SECOND, Verdict.FIRST, 40),
              item("sort", Side.SECOND, Verdict.FIRST, 50), // wrong both times: consistent
              item("sort", Side.FIRST, Verdict.SECOND, 60),
              item("count", Side.FIRST, Verdict.FIRST, 70), // one cannot be read
              item("count", Side.SECOND, Verdict.TRUNCATED, 80),
              item("count", Side.FIRST, Verdict.MALFORMED, 90), // alike, but there is no response
              item("count", Side.SECOND, Verdict.MALFORMED, 100)));

  private static Item item(String section, Side gold, Verdict verdict, int thinking) {
    Pair shown = new Pair("id", section, "q", "1", "2", gold);
    return new Item(shown, new Judgement("text", verdict, thinking, 5), Outcome.of(verdict, gold));
  }

  @Test
  void everyJudgementCountsOnce() {
    assertEquals(new Proportion(4, 10), EVALUATION.accuracy());
    assertEquals(new Proportion(2, 10), EVALUATION.malformed());
    assertEquals(new Proportion(1, 10), EVALUATION.truncated());
    assertEquals(55, EVALUATION.thinkingMean(), 1e-12);
  }

  @Test
  void consistentIsTheSameResponseInBothOrders() {
    assertEquals(new Proportion(2, 5), EVALUATION.swapConsistency());
  }

  @Test
  void theBiasIsTheShareOfTheFirstPlaceAmongReadableVerdictsMinusThatOfTheGold() {
    assertEquals(5 / 7.0 - 4 / 7.0, EVALUATION.positionBias(), 1e-12);
    Evaluation second =
        new Evaluation(
            List.of(
                item("s", Side.FIRST, Verdict.SECOND, 0),
                item("s", Side.SECOND, Verdict.SECOND, 0)));
    assertEquals(-0.5, second.positionBias(), 1e-12);
    Evaluation unreadable =
        new Evaluation(
            List.of(
                item("s", Side.FIRST, Verdict.MALFORMED, 0),
                item("s", Side.SECOND, Verdict.TRUNCATED, 0)));
    assertEquals(0, unreadable.positionBias());
    // Right wherever it can be read: no bias, though all that can be read have their gold first.
    Evaluation right =
        new Evaluation(
            List.of(
                item("s", Side.FIRST, Verdict.FIRST, 0),
                item("s", Side.SECOND, Verdict.MALFORMED, 0)));
    assertEquals(0, right.positionBias());
  }

  @Test
  void sectionsHoldTheirOwnItemsInAlphabeticalOrder() {
    assertEquals(List.of("count", "sort"), new ArrayList<>(EVALUATION.sections().keySet()));
    Evaluation count = EVALUATION.sections().get("count");
    assertEquals(new Proportion(2, 6), count.accuracy());
    assertEquals(new Proportion(0, 3), count.swapConsistency());
    assertEquals(410 / 6.0, count.thinkingMean(), 1e-12);
    Evaluation sort = EVALUATION.sections().get("sort");
    assertEquals(new Proportion(2, 4), sort.accuracy());
    assertEquals(new Proportion(2, 2), sort.swapConsistency());
    assertEquals(35, sort.thinkingMean(), 1e-12);
  }

  /**
   * Right of the five pairs: 2, 1, 0, 1, 0, so p = 0.4. Squared residuals from 0.8 sum up to 2.8:
   * 2.8 (5 / 4) / 10^2 = 0.035 over 0.24 / 9 is the design effect. Wilson with n = 10 over that.
   */
  @Test
  void theIntervalIsWilsonsOverPairs() {
    assertEquals(0.4, EVALUATION.accuracyByPair().value(), 1e-12);
    assertEquals(7.619048, EVALUATION.accuracyByPair().effectiveTrials(), 1e-6);
    Interval interval = EVALUATION.accuracyByPair().wilson(Evaluation.CONFIDENCE);
    assertEquals(0.147916, interval.lower(), 1e-6);
    assertEquals(0.719123, interval.upper(), 1e-6);
  }

  @Test
  void theLineHoldsAllOfIt() {
    ObjectNode line = EVALUATION.toJson(120, "grpo", "sampled");
    assertEquals(
        List.of(
            "step",
            "stage",
            "name",
            "mode",
            "accuracy",
            "accuracy_low",
            "accuracy_high",
            "accuracy_method",
            "n",
            "n_effective",
            "swap_consistency",
            "position_bias",
            "malformed_frac",
            "truncated_frac",
            "thinking_mean",
            "sections"),
        fields(line));
    assertEquals(120, line.get("step").asLong());
    assertEquals("grpo", line.get("stage").asText());
    assertEquals("heldout", line.get("name").asText());
    assertEquals("sampled", line.get("mode").asText());
    assertEquals(0.4, line.get("accuracy").asDouble(), 1e-12);
    assertEquals(0.147916, line.get("accuracy_low").asDouble(), 1e-6);
    assertEquals(0.719123, line.get("accuracy_high").asDouble(), 1e-6);
    assertEquals(10, line.get("n").asInt());
    assertEquals(0.4, line.get("swap_consistency").asDouble(), 1e-12);
    assertEquals(5 / 7.0 - 4 / 7.0, line.get("position_bias").asDouble(), 1e-12);
    assertEquals(0.2, line.get("malformed_frac").asDouble(), 1e-12);
    assertEquals(0.1, line.get("truncated_frac").asDouble(), 1e-12);
    assertEquals(55, line.get("thinking_mean").asDouble(), 1e-12);
    ObjectNode sort = (ObjectNode) line.get("sections").get("sort");
    assertEquals(
        List.of("accuracy", "low", "high", "method", "n", "n_effective", "thinking_mean"),
        fields(sort));
    assertEquals(0.5, sort.get("accuracy").asDouble(), 1e-12);
    assertEquals(0.069204, sort.get("low").asDouble(), 1e-6);
    assertEquals(0.930796, sort.get("high").asDouble(), 1e-6);
    assertEquals(4, sort.get("n").asInt());
    assertEquals(35, sort.get("thinking_mean").asDouble(), 1e-12);
  }

  private static List<String> fields(ObjectNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }
}
