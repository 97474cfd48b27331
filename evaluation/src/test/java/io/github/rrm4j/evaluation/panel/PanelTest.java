package io.github.rrm4j.evaluation.panel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.evaluation.benchmark.Answer;
import io.github.rrm4j.evaluation.benchmark.JudgedComparison;
import io.github.rrm4j.evaluation.benchmark.Sample;
import io.github.rrm4j.evaluation.benchmark.Verdicts;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.rewards.SplitRule;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

/** Routers and juries of written judgements, by hand. */
class PanelTest {

  private static Sample sample(Answer answer, double probability, int tokens) {
    return new Sample(
        answer,
        OptionalInt.of(0),
        OptionalInt.of(tokens),
        OptionalDouble.empty(),
        OptionalDouble.of(probability));
  }

  /**
   * A judge that says one thing of each comparison; the first response is always the better one.
   */
  private static JudgeRecord judge(String name, int tokens, Object... idAnswerProbability) {
    Verdicts verdicts = new Verdicts(SplitRule.HALF);
    for (int i = 0; i < idAnswerProbability.length; i += 3) {
      verdicts.add(
          new JudgedComparison(
              (String) idAnswerProbability[i],
              "s",
              Order.GIVEN,
              Optional.of(Side.FIRST),
              List.of(
                  sample(
                      (Answer) idAnswerProbability[i + 1],
                      (Double) idAnswerProbability[i + 2],
                      tokens))));
    }
    return JudgeRecord.of(name, "preference", verdicts);
  }

  private static JudgeRecord direct() {
    return judge(
        "direct",
        2,
        "a",
        Answer.FIRST,
        0.99, // margin 0.98, right
        "b",
        Answer.SECOND,
        0.9, // 0.8, wrong
        "c",
        Answer.SECOND,
        0.6, // 0.2, wrong
        "d",
        Answer.FIRST,
        0.55); // 0.1, right
  }

  private static JudgeRecord reasoning() {
    return judge(
        "reasoning",
        30,
        "d",
        Answer.SECOND,
        1.0,
        "c",
        Answer.FIRST,
        1.0,
        "b",
        Answer.FIRST,
        1.0,
        "a",
        Answer.FIRST,
        1.0,
        "e",
        Answer.FIRST,
        1.0);
  }

  @Test
  void theRouterSendsOnWhatTheDirectJudgeIsNotSureOf() {
    Panel panel = Panel.of(List.of(direct(), reasoning()));
    assertEquals(4, panel.size());
    assertEquals(1, panel.leftOut());
    List<ObjectNode> rows = new RouterCurve(panel).table().rows();
    // thresholds: none, d, d and c, three, all
    assertArrayEquals(new double[] {0, 0.25, 0.5, 0.75, 1}, column(rows, "sent_on"), 1e-12);
    assertArrayEquals(new double[] {0.5, 0.25, 0.5, 0.75, 0.75}, column(rows, "accuracy"), 1e-12);
    assertArrayEquals(new double[] {2, 9.5, 17, 24.5, 32}, column(rows, "tokens"), 1e-12);
    assertArrayEquals(new double[] {-.25, -.5, -.25, 0, 0}, column(rows, "gain"), 1e-12);
    // by chance 0.5 + sent / 4
    assertEquals(0.5 - 0.625, rows.get(2).get("gain_over_chance").asDouble(), 1e-12);
    assertEquals(0.2, rows.get(1).get("threshold").asDouble(), 1e-12);
    assertTrue(rows.get(4).get("threshold").isNull());
  }

  @Test
  void theCheapestPointWithinNoiseIsRecommendedOrTheBestOfABudget() {
    RouterCurve curve = new RouterCurve(Panel.of(List.of(direct(), reasoning())));
    ObjectNode free = curve.recommended(OptionalInt.empty()).rows().get(0);
    assertEquals("accuracy within noise", free.get("rule").asText());
    assertEquals(2, free.get("tokens").asDouble(), "four comparisons show nothing");
    ObjectNode best = curve.recommended(OptionalInt.of(25)).rows().get(0);
    assertEquals("at most 25 tokens", best.get("rule").asText());
    assertEquals(0.75, best.get("accuracy").asDouble(), 1e-12);
    assertEquals(0.98, best.get("threshold").asDouble(), 1e-12);
    assertEquals(0.99, best.get("below").asDouble(), 1e-12);
    assertTrue(curve.recommended(OptionalInt.of(1)).rows().isEmpty());
  }

  private static double[] column(List<ObjectNode> rows, String name) {
    return rows.stream().mapToDouble(row -> row.get(name).asDouble()).toArray();
  }

  @Test
  void theProbabilityIsOfTheOwnOrderAndTheMeanOfBoth() {
    Verdicts verdicts = new Verdicts(SplitRule.HALF);
    for (Order order : Order.values()) {
      // FIRST of the order shown: the own first in one, the own second in the other
      verdicts.add(
          new JudgedComparison(
              "a",
              "s",
              order,
              Optional.of(Side.SECOND),
              List.of(sample(Answer.FIRST, order == Order.GIVEN ? 0.7 : 0.9, 5))));
    }
    Opinion opinion = JudgeRecord.of("j", "preference", verdicts).opinions().get("a");
    assertEquals((0.7 + 0.1) / 2, opinion.probability(), 1e-12);
    assertEquals(0.2, opinion.margin(), 1e-12);
    assertEquals(1, opinion.rightByProbability());
    assertEquals(0.5, opinion.right(), "the votes are split");
    assertEquals(10, opinion.tokens());
  }

  /** Three judges, ten comparisons: what each says, 1 for the better response. */
  private static Jury jury(String... judges) {
    return new Jury(
        Panel.of(
            List.of(said("one", judges[0]), said("two", judges[1]), said("three", judges[2]))));
  }

  private static JudgeRecord said(String name, String answers) {
    Verdicts verdicts = new Verdicts(SplitRule.HALF);
    for (int i = 0; i < answers.length(); i++) {
      Answer answer =
          switch (answers.charAt(i)) {
            case '1' -> Answer.FIRST;
            case '2' -> Answer.SECOND;
            default -> Answer.MALFORMED;
          };
      // in turns the first and the second response is better
      Side gold = i % 2 == 0 ? Side.FIRST : Side.SECOND;
      Order order = gold == Side.FIRST ? Order.GIVEN : Order.SWAPPED;
      verdicts.add(
          new JudgedComparison(
              "q" + i, "s", order, Optional.of(gold), List.of(sample(answer, 1, 7))));
    }
    return JudgeRecord.of(name, "preference", verdicts);
  }

  @Test
  void aJuryDecidesByTheWeightsOfItsJudges() {
    // the first is right in 9 of 10, the others in 6 each; two of three are right in 9
    Jury jury = jury("1111111112", "1122112121", "2121121211");
    List<ObjectNode> juries = jury.juries().rows();
    assertEquals("majority", juries.get(0).get("weights").asText());
    assertEquals(0.9, juries.get(0).get("accuracy").asDouble(), 1e-12);
    List<ObjectNode> agreement = jury.agreement().rows();
    assertEquals(3, agreement.size());
    assertEquals(0.5, agreement.get(0).get("agree").asDouble(), 1e-12);
    assertEquals(0.9 * 0.6 + 0.1 * 0.4, agreement.get(0).get("independent").asDouble(), 1e-12);
    List<ObjectNode> judges = jury.judges().rows();
    assertEquals(0.9, judges.get(0).get("accuracy").asDouble(), 1e-12);
    // gold: log((9 + 1) / (10 + 2) / (2 / 12))
    assertEquals(Math.log(5), judges.get(0).get("weight_by_gold").asDouble(), 1e-12);
    assertEquals(7, judges.get(0).get("tokens").asDouble());
    assertEquals(21, juries.get(0).get("tokens").asDouble());
    assertTrue(judges.get(0).get("cost_usd").isNull());
  }

  /** The best judge outweighs two that guess, by agreement alone. */
  @Test
  void weightsByAgreementDoNotNeedGold() {
    StringBuilder[] answers = {new StringBuilder(), new StringBuilder(), new StringBuilder()};
    double[] accuracies = {0.95, 0.9, 0.55};
    Key key = Key.of(3, "jury");
    for (int i = 0; i < 600; i++) {
      for (int judge = 0; judge < 3; judge++) {
        answers[judge].append(key.with(judge).uniform(i) < accuracies[judge] ? '1' : '2');
      }
    }
    Jury jury = jury(answers[0].toString(), answers[1].toString(), answers[2].toString());
    assertArrayEquals(accuracies, jury.accuraciesByAgreement(), 0.05);
    double[] sums = jury.sums(Jury.Weights.DAWID_SKENE);
    int one = 0;
    for (int i = 0; i < sums.length; i++) {
      boolean saidGold = answers[0].charAt(i) == '1';
      boolean goldFirst = i % 2 == 0;
      one += sums[i] > 0 == (saidGold == goldFirst) ? 1 : 0;
    }
    assertTrue(one > 560, one + " of 600 as the best judge says");
    ObjectNode line = jury.verdicts().get(0);
    assertEquals("q0", line.get("id").asText());
    assertTrue(line.get("probability").asDouble() > 0.5);
  }

  @Test
  void aJudgeThatDecidesNothingHasNoVote() {
    Jury jury = jury("1?1?", "1?12", "?112");
    assertArrayEquals(new double[] {2, -1, 3, 2}, jury.sums(Jury.Weights.MAJORITY), 1e-12);
    assertEquals(0.5, jury.judges().rows().get(0).get("undecided").asDouble());
  }

  @Test
  void judgesOfNothingTogetherAreRefused() {
    assertThrows(
        InvalidInput.class,
        () -> Panel.of(List.of(direct(), judge("other", 1, "z", Answer.FIRST, 1.0))));
  }
}
