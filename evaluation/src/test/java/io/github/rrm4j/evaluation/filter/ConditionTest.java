package io.github.rrm4j.evaluation.filter;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {

  private static final Tally TALLY = new Tally("a", 3, 1, 0, 2);

  @ParameterizedTest
  @CsvSource({
    "right<4, true",
    "right<3, false",
    "right <= 3, true",
    "right>3, false",
    "right>=3, true",
    "right=3, true",
    "right!=3, false",
    "wrong=1, true",
    "malformed>0, false",
    "truncated=2, true",
    "right<4 and malformed<1, true",
    "right<4 and malformed<1 and wrong>1, false"
  })
  void aConditionComparesCounts(String text, boolean holds) {
    assertEquals(holds, Condition.parse(text).holds(TALLY));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "rigth<4",
        "right",
        "right<",
        "right<x",
        "right<-1",
        "right<4 or wrong<1",
        "right<4 and",
        "and right<4",
        "right<4.5",
        "right==4",
        "RIGHT<4",
        "right<99999999999"
      })
  void whatIsNoConditionIsRefusedInOneLine(String text) {
    InvalidInput error = assertThrows(InvalidInput.class, () -> Condition.parse(text));
    assertTrue(error.getMessage().startsWith("--keep '" + text + "': "), error.getMessage());
    assertFalse(error.getMessage().contains("\n"));
  }
}
