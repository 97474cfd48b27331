package io.github.rrm4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {

  private static final List<String> COUNTS = List.of("right", "wrong", "malformed", "truncated");
  private static final ObjectNode TALLY =
      Json.object().put("right", 3).put("wrong", 1).put("malformed", 0).put("truncated", 2);

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
    assertEquals(holds, Condition.ofCounts("--keep", text, COUNTS).holds(TALLY));
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
    InvalidInput error =
        assertThrows(InvalidInput.class, () -> Condition.ofCounts("--keep", text, COUNTS));
    assertTrue(error.getMessage().startsWith("--keep '" + text + "': "), error.getMessage());
    assertFalse(error.getMessage().contains("\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "outcome=wrong, true",
    "outcome!=wrong, false",
    "reward<0, true",
    "reward=-1, true",
    "parts.length<=-0.5 and outcome = wrong, true",
    "parts.length<-0.5, false",
    "said=this and that, true",
    "outcome<0, false"
  })
  void aConditionComparesTextsAndNestedNumbers(String text, boolean holds) {
    ObjectNode line =
        Json.object().put("outcome", "wrong").put("reward", -1.0).put("said", "this and that");
    line.putObject("parts").put("length", -0.5);
    assertEquals(holds, Condition.parse("--filter", text).holds(line));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "rigth<4 | --keep 'rigth<4': there is no 'rigth', must be one of right, wrong, malformed, truncated",
        "right | --keep 'right': 'right' must be FIELD",
        "right<many | --keep 'right<many': 'right<many' must have a number after <",
        "right<4.5 | --keep 'right<4.5': right is compared with '4.5', must be a whole number",
      })
  void whatIsWrongIsNamed(String text, String message) {
    InvalidInput error =
        assertThrows(InvalidInput.class, () -> Condition.ofCounts("--keep", text, COUNTS));
    assertTrue(error.getMessage().startsWith(message), error.getMessage());
  }
}
