package io.github.rrm4j.evaluation.benchmark.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.evaluation.benchmark.JudgedComparison;
import io.github.rrm4j.evaluation.benchmark.Metric;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.evaluation.benchmark.Scored;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.rewards.SplitRule;
import io.github.rrm4j.statistics.IntervalMethod;
import io.github.rrm4j.statistics.Proportion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class ResultTest {

  private static final Key KEY = Key.of(1, "test");

  private static Sample sample(Answer answer, int thinking, double probability) {
    return new Sample(
        answer,
        OptionalInt.of(thinking),
        OptionalInt.of(thinking + 4),
        OptionalDouble.of(0.5),
        answer.side().isPresent() ? OptionalDouble.of(probability) : OptionalDouble.empty());
  }

  /**
   * Three comparisons with the first response better. a: right in both orders; b: the first shown
   * in both orders; c: unreadable, and no second order.
   */
  private static Verdicts verdicts() {
    Verdicts verdicts = new Verdicts(SplitRule.HALF);
    verdicts.add(judged("a", Order.GIVEN, sample(Answer.FIRST, 10, 0.9)));
    verdicts.add(judged("a", Order.SWAPPED, sample(Answer.SECOND, 20, 0.9)));
    verdicts.add(judged("b", Order.GIVEN, sample(Answer.FIRST, 30, 0.8)));
    verdicts.add(judged("b", Order.SWAPPED, sample(Answer.FIRST, 60, 0.6)));
    verdicts.add(judged("c", Order.GIVEN, sample(Answer.TRUNCATED, 100, 0)));
    return verdicts;
  }

  private static JudgedComparison judged(String id, Order order, Sample... samples) {
    return new JudgedComparison(id, "s", order, Optional.of(Side.FIRST), List.of(samples));
  }

  private static Map<String, Measured> byName(List<Measured> numbers) {
    Map<String, Measured> map = new TreeMap<>();
    numbers.forEach(number -> map.put(number.name(), number));
    return map;
  }

  @Test
  void howAJudgeBehavedIsCountedJudgementByJudgement() {
    Behaviour behaviour = new Behaviour(verdicts(), KEY);
    Map<String, Measured> numbers = byName(behaviour.measured());
    assertEquals(3, behaviour.comparisons());
    assertEquals(5, behaviour.judgements());
    assertEquals(1.0 / 5, numbers.get("unreadable").value(), 1e-12);
    assertEquals(1.0 / 5, numbers.get("truncated").value(), 1e-12);
    assertEquals(0, numbers.get("malformed").value());
    assertEquals(3.0 / 5, numbers.get("accuracy").value(), 1e-12);
    assertEquals(2.0 / 3, numbers.get("accuracy_gold_first").value(), 1e-12);
    assertEquals(1.0 / 2, numbers.get("accuracy_gold_second").value(), 1e-12);
    assertEquals(3.0 / 4 - 0.5, numbers.get("position_bias").value(), 1e-12);
    assertEquals(1.0 / 2, numbers.get("swap_consistency").value(), 1e-12);
    assertEquals(48, numbers.get("tokens").value(), 1e-12);
    assertEquals(0.5, numbers.get("seconds").value(), 1e-12);
    assertEquals(new Proportion(1, 2).wilson(0.95), numbers.get("swap_consistency").interval());
  }

  private static Measured bias(JudgedComparison... judged) {
    Verdicts verdicts = new Verdicts();
    List.of(judged).forEach(verdicts::add);
    return byName(new Behaviour(verdicts, KEY).measured()).get("position_bias");
  }

  @Test
  void whoIsRightHasNoBiasWhereverTheBetterResponseWasShown() {
    // One order each: the better response is shown first in two of three.
    Measured right =
        bias(
            judged("a", Order.GIVEN, sample(Answer.FIRST, 1, 1)),
            judged("b", Order.GIVEN, sample(Answer.FIRST, 1, 1)),
            judged("c", Order.SWAPPED, sample(Answer.SECOND, 1, 1)));
    assertEquals(0, right.value());
    double reach = new Proportion(0, 3).wilson(0.95).upper();
    assertEquals(-reach, right.interval().lower(), 1e-12);
    assertEquals(reach, right.interval().upper(), 1e-12);
    // Always the first: 1 - 2/3.
    Measured first =
        bias(
            judged("a", Order.GIVEN, sample(Answer.FIRST, 1, 1)),
            judged("b", Order.GIVEN, sample(Answer.FIRST, 1, 1)),
            judged("c", Order.SWAPPED, sample(Answer.FIRST, 1, 1)));
    assertEquals(1 / 3.0, first.value(), 1e-12);
    // Of two alike responses neither place is right: 1 - 1/2.
    Measured alike =
        bias(
            new JudgedComparison(
                "a", "s", Order.GIVEN, Optional.empty(), List.of(sample(Answer.FIRST, 1, 1))));
    assertEquals(0.5, alike.value(), 1e-12);
  }

  @Test
  void thinkingTokensAreSplitByRightAndWrong() {
    Behaviour behaviour = new Behaviour(verdicts(), KEY);
    Map<String, Measured> means = byName(behaviour.thinking());
    assertEquals(44, means.get("all").value(), 1e-12);
    assertEquals(20, means.get("right").value(), 1e-12); // 10, 20, 30
    assertEquals(80, means.get("wrong").value(), 1e-12); // 60, 100
    assertEquals(20, behaviour.thinkingSummary("right").median());
    assertEquals(100, behaviour.thinkingSummary("wrong").max());
    assertEquals(5, behaviour.thinkingSummary("all").count());
    assertEquals(44, byName(behaviour.thinkingBySubset()).get("s").value(), 1e-12);
  }

  @Test
  void aProbabilityIsAnAnswerForEachJudgementAndAVoteShareForEachComparison() {
    Verdicts verdicts = verdicts();
    verdicts.add(
        judged(
            "d",
            Order.SWAPPED,
            sample(Answer.SECOND, 1, 0.7),
            sample(Answer.SECOND, 1, 0.7),
            sample(Answer.FIRST, 1, 0.7),
            sample(Answer.MALFORMED, 1, 0)));
    Confidences confidences = new Confidences(verdicts, KEY);
    assertEquals(3, confidences.ofProbability().size(), "a, b and d");
    assertEquals(7, confidences.ofProbability().stream().mapToInt(List::size).sum());
    // a: 2 of 2, right; b: split, no answer; c: unreadable; d: 2 of 4, right.
    List<Double> shares =
        confidences.ofVoteShare().stream().map(cluster -> cluster.get(0).confidence()).toList();
    assertEquals(List.of(1.0, 0.5), shares);
    assertTrue(confidences.ofVoteShare().stream().allMatch(cluster -> cluster.get(0).right()));
  }

  @Test
  void calibrationIsWrittenWithItsTablesAndOnlyWhereItIsKnown() {
    var json = new ObjectMapper().createObjectNode();
    new Confidences(verdicts(), KEY).writeInto(json);
    JsonNode probability = json.get("verdict_probability");
    // Bins: 0.6 wrong, 0.8 right, 0.9 and 0.9 right.
    assertEquals(4, probability.get("n").asInt());
    assertEquals((0.6 + 0.2 + 2 * 0.1) / 4, probability.get("ece").asDouble(), 1e-12);
    assertEquals(3, probability.get("reliability").size());
    assertEquals(0.25, probability.get("risk_coverage").get(2).get("risk").asDouble(), 1e-12);
    Verdicts bare = new Verdicts();
    bare.add(judged("a", Order.GIVEN, new Sample(Answer.FIRST)));
    var none = new ObjectMapper().createObjectNode();
    new Confidences(bare, KEY).writeInto(none);
    assertTrue(none.isEmpty(), none.toString());
  }

  private static List<Scored> items(int right, int all) {
    List<Scored> items = new ArrayList<>();
    for (int i = 0; i < all; i++) {
      items.add(new Scored("i" + i, "s", i < right ? 1 : 0));
    }
    return items;
  }

  private static final Metric ACCURACY = Metric.accuracy("accuracy", item -> true);

  @Test
  void theIntervalOfAShareIsWilsonsAndOfOtherCreditsABootstrap() {
    Measured share = Measured.of(ACCURACY, items(30, 40), KEY).orElseThrow();
    assertEquals(IntervalMethod.WILSON, share.interval().method());
    assertEquals(new Proportion(30, 40).wilson(0.95), share.interval());
    List<Scored> half = new ArrayList<>(items(30, 40));
    half.add(new Scored("half", "s", 0.5));
    assertEquals(
        IntervalMethod.BOOTSTRAP,
        Measured.of(ACCURACY, half, KEY).orElseThrow().interval().method());
    assertTrue(Measured.of(ACCURACY, List.of(), KEY).isEmpty());
  }

  @Test
  void aComposedScoreOfNothingButRightItemsIsNotCertain() {
    Metric composed = Metric.composed("c", item -> true, in -> Metric.average(in, Scored::credit));
    Measured measured = Measured.of(composed, items(20, 20), KEY).orElseThrow();
    assertEquals(new Proportion(20, 20).wilson(0.95), measured.interval());
  }

  private static Difference difference(List<Scored> first, List<Scored> second) {
    return Difference.of(ACCURACY, first, second, KEY).orElseThrow();
  }

  @Test
  void judgesThatDifferOnFewItemsAreWithinNoiseAndOnManyTheyAreNot() {
    Difference few = difference(items(60, 100), items(63, 100));
    assertEquals(0.03, few.difference(), 1e-12);
    assertEquals(2 * Math.pow(0.5, 3), few.test().orElseThrow().pValue(), 1e-12);
    assertEquals(Difference.Verdict.WITHIN_NOISE, few.verdict());
    assertTrue(few.smallestSignificant().isEmpty(), "three items never are significant");
    Difference many = difference(items(60, 100), items(72, 100));
    assertEquals(2 * Math.pow(0.5, 12), many.test().orElseThrow().pValue(), 1e-12);
    assertEquals(Difference.Verdict.SECOND_HIGHER, many.verdict());
    assertEquals(
        Difference.Verdict.FIRST_HIGHER, difference(items(72, 100), items(60, 100)).verdict());
    assertEquals(0.08, many.smallestSignificant().getAsDouble(), 1e-12); // 10 to 2 of 12
    // The standard error of the difference is sqrt(0.12 - 0.12^2) / 10 = 0.0325.
    assertEquals(2.8016 * 0.0325, many.detectable(), 0.004);
  }

  @Test
  void equalItemsDoNotProveThatTwoJudgesAreEqual() {
    // Bonett and Price's of 0 and 0 of 100; two shares of 50 of 100 that are not paired: 0.139
    Difference equal = difference(items(50, 100), items(50, 100));
    assertEquals(0, equal.difference());
    assertEquals(-0.02717, equal.interval().lower(), 1e-5);
    assertEquals(0.02717, equal.interval().upper(), 1e-5);
    assertEquals(IntervalMethod.BONETT_PRICE, equal.interval().method());
    assertEquals(1, equal.test().orElseThrow().pValue());
    assertEquals(Difference.Verdict.WITHIN_NOISE, equal.verdict());
    assertEquals(0.02717 * 2.8016 / 1.96, equal.detectable(), 1e-4);
    Metric composed = Metric.composed("c", item -> true, in -> Metric.average(in, Scored::credit));
    Difference reach = Difference.of(composed, items(50, 100), items(50, 100), KEY).orElseThrow();
    assertEquals(IntervalMethod.REACH, reach.interval().method());
    assertEquals(new Proportion(0, 100).wilson(0.95).upper(), reach.interval().upper(), 1e-12);
  }
}
