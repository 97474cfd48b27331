package io.github.rrm4j.report.board;

import com.github.difflib.DiffUtils;
import com.github.difflib.algorithm.myers.MyersDiffWithLinearSpace;
import com.github.difflib.patch.AbstractDelta;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What two texts have in common, word by word.
 *
 * <p>Source: Myers, "An O(ND) Difference Algorithm and Its Variations" (1986), in linear space.
 *
 * @param left pieces that make the left text
 * @param right pieces that make the right text
 */
record WordDifference(List<Piece> left, List<Piece> right) {

  private static final Pattern WORD =
      Pattern.compile("\\w+|\\s+|.", Pattern.UNICODE_CHARACTER_CLASS | Pattern.DOTALL);

  /**
   * Words that follow each other.
   *
   * @param common whether the other text has them too
   */
  record Piece(String text, boolean common) {}

  static WordDifference of(String left, String right) {
    List<String> from = words(left);
    List<String> to = words(right);
    List<Piece> lefts = new ArrayList<>();
    List<Piece> rights = new ArrayList<>();
    int l = 0;
    int r = 0;
    for (AbstractDelta<String> delta :
        DiffUtils.diff(from, to, new MyersDiffWithLinearSpace<>()).getDeltas()) {
      add(lefts, from, l, delta.getSource().getPosition(), true);
      add(rights, to, r, delta.getTarget().getPosition(), true);
      l = delta.getSource().getPosition() + delta.getSource().size();
      r = delta.getTarget().getPosition() + delta.getTarget().size();
      add(lefts, from, delta.getSource().getPosition(), l, false);
      add(rights, to, delta.getTarget().getPosition(), r, false);
    }
    add(lefts, from, l, from.size(), true);
    add(rights, to, r, to.size(), true);
    return new WordDifference(lefts, rights);
  }

  private static void add(
      List<Piece> pieces, List<String> words, int from, int to, boolean common) {
    if (from < to) {
      pieces.add(new Piece(String.join("", words.subList(from, to)), common));
    }
  }

  private static List<String> words(String text) {
    return WORD.matcher(text).results().map(match -> match.group()).toList();
  }
}
