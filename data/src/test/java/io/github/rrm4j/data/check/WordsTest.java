package io.github.rrm4j.data.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class WordsTest {

  @Test
  void caseWidthSpacingAndPunctuationDoNotMatter() {
    assertEquals(List.of("it", "s", "1", "well", "known"), words("It's １, well-known!"));
    assertEquals(words("a list:\n- one\n* two"), words("A list: one, two"));
  }

  @Test
  void anOperatorIsAWord() {
    assertEquals(List.of("8", "-", "3", "+", "1"), words("8 - 3+1"));
    assertNotEquals(words("8 - 3"), words("8 + 3"));
    assertNotEquals(words("2*3"), words("2/3"));
    assertNotEquals(words("x < 3"), words("x > 3"));
  }

  @Test
  void whatLooksLikeAnOperatorInProseIsNone() {
    assertEquals(List.of("step", "2", "3", "apples"), words("step 2\n- 3 apples"));
    assertEquals(List.of("and", "or", "bold"), words("and/or **bold**"));
  }

  @Test
  void anIdeographIsAWordOfItsOwn() {
    assertEquals(List.of("大", "小"), words("大小"));
  }

  private static List<String> words(String text) {
    return Words.of(text);
  }
}
