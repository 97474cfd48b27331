package io.github.rrm4j.model;

import io.github.rrm4j.contracts.Text;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which patterns may cut text into words: alternatives of characters and classes of characters, of
 * which each is found or not found in a time that grows with the length of the text, not faster.
 *
 * <p>The native library ends the whole process where a search takes too many steps, so a pattern
 * out of a file must not be able to. An alternative has at most two items of any length, with
 * nothing after the second; at most one of a few repetitions; at most two that may be missing; no
 * group is repeated. The patterns of Qwen and Llama 3 are of this form.
 */
final class SplitPattern {

  private static final String ESCAPE = "\\\\(?:[sSdrnt]|[pP]\\{[A-Z][a-z]?\\})";
  private static final String LETTER = "[A-Za-z0-9 '/_]";
  private static final String ATOM =
      Text.format("(?:%1$s|%2$s|\\[\\^?(?:%1$s|%2$s)+\\])", ESCAPE, LETTER);
  private static final Pattern ITEM = Pattern.compile(ATOM + "([?+*]|\\{1,[1-9]\\})?");
  private static final Pattern ENDINGS =
      Pattern.compile("\\(\\?i:[A-Za-z']+(?:\\|[A-Za-z']+)*\\)(?=\\||$)");
  private static final String NOT_BEFORE_TEXT = "(?!\\S)";
  private static final int LONGEST = 500;

  private SplitPattern() {}

  static boolean isKnown(String pattern) {
    if (pattern.isEmpty() || pattern.length() > LONGEST) {
      return false;
    }
    int at = 0;
    while (true) {
      int end = alternative(pattern, at);
      if (end <= at) {
        return false;
      }
      if (end == pattern.length()) {
        return true;
      }
      if (pattern.charAt(end) != '|') {
        return false;
      }
      at = end + 1;
    }
  }

  /** The end of the alternative that begins at a position; not after it where it is not known. */
  private static int alternative(String pattern, int start) {
    Matcher endings = ENDINGS.matcher(pattern).region(start, pattern.length());
    if (endings.lookingAt()) {
      return endings.end();
    }
    Matcher item = ITEM.matcher(pattern);
    int at = start;
    int endless = 0;
    int few = 0;
    int optional = 0;
    while (item.region(at, pattern.length()).lookingAt()) {
      if (endless == 2) {
        return start;
      }
      String times = item.group(1) == null ? "" : item.group(1);
      switch (times) {
        case "" -> {}
        case "?" -> optional++;
        case "+", "*" -> endless++;
        default -> few++;
      }
      at = item.end();
    }
    if (at > start && pattern.startsWith(NOT_BEFORE_TEXT, at)) {
      if (endless == 2) {
        return start;
      }
      at += NOT_BEFORE_TEXT.length();
    }
    return few <= 1 && optional <= 2 ? at : start;
  }
}
