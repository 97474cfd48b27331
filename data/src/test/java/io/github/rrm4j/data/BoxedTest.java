package io.github.rrm4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BoxedTest {

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '^',
      delimiter = '|',
      nullValues = "none",
      value = {
        "no box | none",
        "\\boxed{a} then \\boxed{b{c}} | b{c}",
        "\\boxed{a} then \\boxed{b | none",
        "\\boxed{a}, as in `\\boxed{b}` | a",
        "\\boxed{a}, not \"\\boxed{b}\" | a",
        "\\boxed{a}, not \u201cput \\boxed{b}\u201d | a",
        "^\\boxed{a}\n```\n\\boxed{b}\n```^ | a",
        "^```\n\\boxed{b}\n```^ | b",
        "`\\boxed{a}` or `\\boxed{b}` | b",
        "it's \\boxed{a}, isn't it | a",
      })
  void theLastBoxThatIsNotAMentionCounts(String text, String content) {
    assertEquals(content, Boxed.last(text).orElse(null));
  }
}
