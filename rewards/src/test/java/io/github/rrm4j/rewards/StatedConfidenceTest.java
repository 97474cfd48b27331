package io.github.rrm4j.rewards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StatedConfidenceTest {

  private static final String VERDICT = "<think>a</think> \\boxed{Assistant 1}\n";

  @ParameterizedTest
  @CsvSource({"0.8, 0.8", "80%, 0.8", "1, 1", "0, 0", " .25 , 0.25", "1.0, 1", "100%, 1"})
  void aNumberIsRead(String written, double value) {
    assertEquals(
        OptionalDouble.of(value),
        StatedConfidence.read(VERDICT + "<confidence>" + written + "</confidence>"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"1.2", "80", "high", "-0.5", "", "0.8 or so", "NaN", "120%"})
  void nothingElseIs(String written) {
    assertTrue(
        StatedConfidence.read(VERDICT + "<confidence>" + written + "</confidence>").isEmpty());
  }

  @Test
  void onlyWhatStandsBehindTheThinkingCounts() {
    String inside = "<think><confidence>0.9</confidence></think> \\boxed{Assistant 1}";
    assertTrue(StatedConfidence.read(inside).isEmpty());
    assertEquals(
        OptionalDouble.of(0.3),
        StatedConfidence.read(inside + "<confidence>0.4</confidence><confidence>0.3</confidence>"));
    assertTrue(StatedConfidence.read(VERDICT + "<confidence>0.4").isEmpty());
  }

  @Test
  void whatIsTaughtIsRead() {
    assertEquals("<confidence>0.7</confidence>", StatedConfidence.written(0.7));
    assertEquals(
        OptionalDouble.of(0.7), StatedConfidence.read(VERDICT + StatedConfidence.written(0.7)));
  }
}
