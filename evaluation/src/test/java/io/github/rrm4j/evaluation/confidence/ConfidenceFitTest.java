package io.github.rrm4j.evaluation.confidence;

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
import io.github.rrm4j.evaluation.confidence.ConfidenceFit.Method;
import io.github.rrm4j.judging.ConfidenceKind;
import io.github.rrm4j.judging.JudgeCalibration;
import io.github.rrm4j.judging.Order;
import io.github.rrm4j.statistics.ConfidenceMap.Temperature;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class ConfidenceFitTest {

  private static Sample sample(Answer answer, double confidence) {
    return new Sample(
        answer,
        OptionalInt.empty(),
        OptionalInt.empty(),
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalDouble.of(confidence),
        OptionalDouble.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** A judge that is 0.9 sure and right in three of four, shown in either order. */
  private static Verdicts tooSure(int comparisons) {
    Verdicts verdicts = new Verdicts();
    for (int i = 0; i < comparisons; i++) {
      boolean right = i % 4 != 0;
      Order order = i % 2 == 0 ? Order.GIVEN : Order.SWAPPED;
      Answer own = right ? Answer.FIRST : Answer.SECOND;
      verdicts.add(
          new JudgedComparison(
              "c" + i,
              "",
              order,
              Optional.of(Side.FIRST),
              List.of(sample(order == Order.GIVEN ? own : own.swapped(), 0.9))));
    }
    return verdicts;
  }

  private static ConfidenceFit fit(Verdicts verdicts, Method method) {
    return new ConfidenceFit(verdicts, method, Key.of(1, "calibrate"));
  }

  @Test
  void aJudgeThatIsTooSureIsMadeLessSure() {
    ConfidenceFit fit = fit(tooSure(400), Method.TEMPERATURE);
    JudgeCalibration kept = fit.fit();
    Temperature map = (Temperature) kept.maps().get(ConfidenceKind.STATED_CONFIDENCE);
    assertEquals(2, map.temperature(), 1e-6);
    assertEquals(1, kept.maps().size(), "one vote has no share");
    ObjectNode row = fit.gains().rows().get(0);
    assertEquals(400, row.path("n").asInt());
    assertEquals(0.15, row.path("ece_raw").asDouble(), 1e-9);
    assertTrue(row.path("ece").asDouble() < 0.05, row.toString());
    // 0.75 * 0.01 + 0.25 * 0.81 before, 0.1875 if 0.75 were said
    assertEquals(0.21, row.path("brier_raw").asDouble(), 1e-9);
    assertEquals(0.1875, row.path("brier").asDouble(), 0.003);
    assertTrue(row.path("brier_change_high").asDouble() < 0, row.toString());
    assertEquals(0.5, row.path("auroc_raw").asDouble(), 1e-9);
  }

  @Test
  void isotonicStepsAreTheShareThatWasRight() {
    JudgeCalibration kept = fit(tooSure(400), Method.ISOTONIC).fit();
    assertEquals(0.75, kept.maps().get(ConfidenceKind.STATED_CONFIDENCE).of(0.9), 1e-12);
  }

  @Test
  void tooFewPairsAreRefused() {
    String message =
        assertThrows(InvalidInput.class, () -> fit(tooSure(19), Method.TEMPERATURE).fit())
            .getMessage();
    assertTrue(message.contains("stated by the judge: 19"), message);
  }
}
