package io.github.rrm4j.report.board;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.rrm4j.report.board.WordDifference.Piece;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WordDifferenceTest {

  @Test
  void marksTheWordsThatOneTextAloneHas() {
    WordDifference difference = WordDifference.of("4 + 2 = 6. no.", "4 + 2 = 7. no, yes.");
    assertEquals("6", only(difference.left()));
    assertEquals("7|, yes", only(difference.right()));
  }

  private static String only(List<Piece> pieces) {
    return pieces.stream()
        .filter(piece -> !piece.common())
        .map(Piece::text)
        .collect(Collectors.joining("|"));
  }

  @Test
  void losesNothingOfEitherText() {
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 200; i++) {
      String left = text(random);
      String right = text(random);
      WordDifference difference = WordDifference.of(left, right);
      assertEquals(left, whole(difference.left(), false));
      assertEquals(right, whole(difference.right(), false));
      assertEquals(whole(difference.left(), true), whole(difference.right(), true));
    }
  }

  private static String text(SplittableRandom random) {
    String[] words = {"a", "bc", " ", "\n", "ü", "\ud83d\ude00", ".", "<b>"};
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(30); i > 0; i--) {
      text.append(words[random.nextInt(words.length)]);
    }
    return text.toString();
  }

  private static String whole(List<Piece> pieces, boolean commonOnly) {
    return pieces.stream()
        .filter(piece -> !commonOnly || piece.common())
        .map(Piece::text)
        .collect(Collectors.joining());
  }
}
