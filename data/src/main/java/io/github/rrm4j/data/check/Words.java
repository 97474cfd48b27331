package io.github.rrm4j.data.check;

import io.github.rrm4j.data.Fingerprint;
import java.lang.Character.UnicodeScript;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * A text as its bare words, so that copies compare equal that differ in case, punctuation, spacing
 * or the width of letters.
 *
 * <p>Unicode NFKC, lower case; a word is a run of letters, digits and marks; an ideograph is a word
 * of its own, for such scripts write no spaces. So is a mathematical symbol, and an operator that
 * is also punctuation where it stands between two digits: {@code 8 - 3} is not {@code 8 + 3}.
 *
 * <p>Thai, Lao, Khmer, Burmese and the Japanese syllabaries write no spaces either, and where their
 * words end only a dictionary tells, which Java has for Thai alone, if at all. There each letter
 * with its marks stands alone, and {@value #LETTERS} of them weigh as much as a word: a stretch of
 * equal text is found wherever it begins, and a stretch of {@link Benchmark#GRAM} words is about as
 * long as in other languages.
 */
final class Words {

  /** Letters of a script without spaces that weigh as much as a word. */
  static final int LETTERS = 3;

  private static final Set<UnicodeScript> UNSPACED =
      Set.of(
          UnicodeScript.THAI,
          UnicodeScript.LAO,
          UnicodeScript.KHMER,
          UnicodeScript.MYANMAR,
          UnicodeScript.HIRAGANA,
          UnicodeScript.KATAKANA);

  private Words() {}

  static List<String> of(String text) {
    String plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    for (int at = 0, c; at < plain.length(); at += Character.charCount(c)) {
      c = plain.codePointAt(at);
      boolean alone = Character.isIdeographic(c) || isOperator(plain, at, c);
      boolean letter = isPartOfAWord(c);
      if (alone || !letter || begins(word, c)) {
        end(word, words);
      }
      if (alone || letter) {
        word.appendCodePoint(c);
      }
      if (alone) {
        end(word, words);
      }
    }
    end(word, words);
    return words;
  }

  /**
   * The fingerprints of all stretches of a text that weigh as much as some words, each as short as
   * it can be.
   *
   * @param words of {@link #of}
   * @param weight in words
   */
  static List<Fingerprint> stretches(List<String> words, int weight) {
    List<Fingerprint> stretches = new ArrayList<>();
    int end = 0;
    int thirds = 0;
    for (int start = 0; start < words.size(); start++) {
      while (end < words.size() && thirds < weight * LETTERS) {
        thirds += thirds(words.get(end++));
      }
      if (thirds < weight * LETTERS) {
        break;
      }
      stretches.add(fingerprint(words.subList(start, end)));
      thirds -= thirds(words.get(start));
    }
    return stretches;
  }

  /** The fingerprint of words in their order. */
  static Fingerprint fingerprint(List<String> words) {
    return Fingerprint.of(String.join(" ", words));
  }

  private static int thirds(String word) {
    return isUnspaced(word.codePointAt(0)) ? 1 : LETTERS;
  }

  private static boolean isUnspaced(int c) {
    return UNSPACED.contains(UnicodeScript.of(c));
  }

  /** Whether a letter ends the word before it: it, or what stands before, is of such a script. */
  private static boolean begins(StringBuilder word, int c) {
    boolean mark = isMark(c) || UnicodeScript.of(c) == UnicodeScript.COMMON && !isDigit(c);
    return word.length() > 0 && !mark && (isUnspaced(c) || isUnspaced(word.codePointAt(0)));
  }

  private static boolean isDigit(int c) {
    return Character.isDigit(c);
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
    return Character.isLetterOrDigit(c) || isMark(c);
  }

  private static boolean isMark(int c) {
    int type = Character.getType(c);
    return type == Character.NON_SPACING_MARK || type == Character.COMBINING_SPACING_MARK;
  }

  private static void end(StringBuilder word, List<String> words) {
    if (word.length() > 0) {
      words.add(word.toString());
      word.setLength(0);
    }
  }
}
