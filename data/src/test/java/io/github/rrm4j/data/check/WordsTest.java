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

  @Test
  void aLetterOfAScriptWithoutSpacesStandsAloneWithItsMarks() {
    assertEquals(List.of("\u0e19\u0e49\u0e4d", "\u0e32"), words("\u0e19\u0e49\u0e33"), "Thai");
    assertEquals(List.of("\u1000\u102d", "\u1010"), words("\u1000\u102d\u1010"), "Burmese");
    assertEquals(
        List.of("\u1780\u17d2", "\u1798\u17c1"), words("\u1780\u17d2\u1798\u17c1"), "Khmer");
    assertEquals(List.of("\u0e81", "\u0eb2"), words("\u0e81\u0eb2"), "Lao");
    assertEquals(
        List.of("\u3053", "\u3093", "abc", "\u30b3\u30fc"), words("\u3053\u3093abc\u30b3\u30fc"));
    assertEquals(List.of("\u0e01", "12", "\u0e02"), words("\u0e0112\u0e02"));
  }

  @Test
  void stretchesAreFoundWhereverTheyBegin() {
    List<String> thai = words("\u0e01\u0e02\u0e03\u0e04\u0e05\u0e06\u0e07");
    assertEquals(2, Words.stretches(thai, 2).size(), "two words are six letters");
    assertEquals(
        Words.stretches(thai, 2).get(1),
        Words.stretches(words("x \u0e02\u0e03\u0e04\u0e05\u0e06\u0e07"), 2).get(1));
    assertEquals(2, Words.stretches(words("one two three"), 2).size());
    assertEquals(0, Words.stretches(words("one two"), 3).size());
  }

  private static List<String> words(String text) {
    return Words.of(text);
  }
}
