package io.github.rrm4j.data.check;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A text as its bare words, so that copies compare equal that differ in case, punctuation, spacing
 * or the width of letters.
 *
 * <p>Unicode NFKC, lower case; a word is a run of letters, digits and marks; an ideograph is a word
 * of its own, for such scripts write no spaces. So is a mathematical symbol, and an operator that
 * is also punctuation where it stands between two digits: {@code 8 - 3} is not {@code 8 + 3}.
 */
final class Words {

  private Words() {}

  static List<String> of(String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    for (int at = 0, c; at < plain.length(); at += Character.charCount(c)) {
      c = plain.codePointAt(at);
      boolean alone = Character.isIdeographic(c) || isOperator(plain, at, c);
      if (alone || !isPartOfAWord(c)) {
        end(word, words);
      }
      if (alone || isPartOfAWord(c)) {
        word.appendCodePoint(c);
      }
      if (alone) {
        end(word, words);
      }
    }
    end(word, words);
    return words;
  }

  private static boolean isOperator(String text, int at, int c) {
    return Character.getType(c) == Character.MATH_SYMBOL
        || "-*/^".indexOf(c) >= 0 && digitBeside(text, at, -1) && digitBeside(text, at, 1);
  }

  /** Whether the next character that is no space, in a direction, is a digit. */
  private static boolean digitBeside(String text, int at, int direction) {
    int next = at + direction;
    while (next >= 0 && next < text.length() && text.charAt(next) == ' ') {
      next += direction;
    }
    return next >= 0 && next < text.length() && Character.isDigit(text.charAt(next));
  }

  private static boolean isPartOfAWord(int c) {
    int type = Character.getType(c);
    return Character.isLetterOrDigit(c)
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }

  private static void end(StringBuilder word, List<String> words) {
    if (word.length() > 0) {
      words.add(word.toString());
      word.setLength(0);
    }
  }
}
