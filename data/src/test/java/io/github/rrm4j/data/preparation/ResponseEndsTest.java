package io.github.rrm4j.data.preparation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResponseEndsTest {

  /** A token is a character. */
  private static final ResponseEnds CHARACTERS =
      new ResponseEnds(text -> text.codePointCount(0, text.length()));

  @Test
  void aResponseThatFitsStaysAsItIs() {
    assertEquals(Optional.of("abc"), CHARACTERS.of("abc", 3));
  }

  @Test
  void beginningAndEndStayAndTheMarkCountsWhatIsMissing() {
    String response = "a".repeat(50) + "b".repeat(50);
    String cut = CHARACTERS.of(response, 40).orElseThrow();
    assertEquals("aaaaa\n[... 90 tokens left out ...]\nbbbbb", cut);
    assertEquals(40, cut.length());
  }

  @Test
  void noCharacterIsCutInTwo() {
    String cut = CHARACTERS.of("\uD83D\uDE00".repeat(100), 40).orElseThrow();
    assertEquals(
        "\uD83D\uDE00".repeat(5) + "\n[... 90 tokens left out ...]\n" + "\uD83D\uDE00".repeat(5),
        cut);
  }

  @Test
  void aLimitThatHoldsOnlyTheMarkHoldsNothing() {
    assertEquals(32, CHARACTERS.of("a".repeat(100), 32).orElseThrow().length());
    assertEquals(Optional.empty(), CHARACTERS.of("a".repeat(100), 31));
    assertEquals(Optional.empty(), CHARACTERS.of("a".repeat(100), -5));
  }

  @Test
  void twoLongResponsesAreCutToTheSameLength() {
    List<String> both = CHARACTERS.of("a".repeat(200), "b".repeat(900), 100).orElseThrow();
    assertEquals("a".repeat(10) + "\n[... 181 tokens left out ...]\n" + "a".repeat(9), both.get(0));
    assertEquals("b".repeat(10) + "\n[... 881 tokens left out ...]\n" + "b".repeat(9), both.get(1));
  }

  @Test
  void aShortResponseStaysWholeAndLeavesItsRoomToTheOtherOne() {
    List<String> both = CHARACTERS.of("a".repeat(200), "b".repeat(20), 100).orElseThrow();
    assertEquals("b".repeat(20), both.get(1));
    assertEquals(80, both.get(0).length());
    assertEquals(
        List.of(both.get(1), both.get(0)),
        CHARACTERS.of("b".repeat(20), "a".repeat(200), 100).orElseThrow(),
        "the order does not matter");
  }

  @Test
  void whatIsLeftIsNeverLongerThanTheLimitAndNeverMuchShorter() {
    ResponseEnds words = new ResponseEnds(text -> text.strip().split("[ \n]+").length);
    for (int i = 0; i < 100; i++) {
      Key key = Key.of(1, "ends").with(i);
      StringBuilder response = new StringBuilder();
      int count = 20 + key.below(0, 80);
      for (int word = 0; word < count; word++) {
        response.append("x".repeat(1 + key.below(1 + word, 7))).append(' ');
      }
      int limit = 9 + key.below(200, 10);
      String cut = words.of(response.toString(), limit).orElseThrow();
      int left = words.length().applyAsInt(cut);
      assertTrue(left <= limit && left >= limit - 1, left + " of " + limit);
    }
  }
}
