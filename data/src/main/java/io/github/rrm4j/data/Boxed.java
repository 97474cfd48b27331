package io.github.rrm4j.data;

import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The last {@code \boxed{}} of a text: where judges and solvers put their answer. A box inside code
 * or quotes is a mention: it counts only where no box stands outside of them.
 */
public final class Boxed {

  private static final String OPEN = "\\boxed{";

  /** Fenced code, code in a line, and what straight or curved quotes hold around a box. */
  private static final Pattern MENTION =
      Pattern.compile(
          "(?s)```.*?```|`[^`\\n]+`|\"\\\\boxed\\{[^\"\\n]*\"|'\\\\boxed\\{[^'\\n]*'|\u201c[^\u201d\\n]*\u201d");

  private Boxed() {}

  /**
   * The content of the last box, braces balanced; empty where there is none that is closed. Where
   * the last one is not closed, no earlier one stands in for it.
   */
  public static Optional<String> last(String text) {
    if (!text.contains(OPEN)) {
      return Optional.empty();
    }
    String said = MENTION.matcher(text).replaceAll(Boxed::blanked);
    return lastOf(said.contains(OPEN) ? said : text);
  }

  private static String blanked(MatchResult mention) {
    return Matcher.quoteReplacement(" ".repeat(mention.group().length()));
  }

  private static Optional<String> lastOf(String text) {
    int box = text.lastIndexOf(OPEN);
    int start = box + OPEN.length();
    int depth = 1;
    for (int i = start; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '{') {
        depth++;
      } else if (c == '}' && --depth == 0) {
        return Optional.of(text.substring(start, i));
      }
    }
    return Optional.empty();
  }

  /** Where the last box begins, closed or not; 0 where there is none. */
  public static int start(String text) {
    return Math.max(0, text.lastIndexOf(OPEN));
  }
}
