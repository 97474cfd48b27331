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
 * of its own, for such scripts write no spaces.
 */
final class Words {

  private Words() {}

  static List<String> of(String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    plain
        .codePoints()
        .forEach(
            c -> {
              boolean ideograph = Character.isIdeographic(c);
              if (ideograph || !isPartOfAWord(c)) {
                end(word, words);
              }
              if (ideograph || isPartOfAWord(c)) {
                word.appendCodePoint(c);
              }
              if (ideograph) {
                end(word, words);
              }
            });
    end(word, words);
    return words;
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
