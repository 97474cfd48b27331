package io.github.rrm4j.data;

import java.util.Optional;

/** The last {@code \boxed{}} of a text: where judges and solvers put their answer. */
public final class Boxed {

  private static final String OPEN = "\\boxed{";

  private Boxed() {}

  /** The content of the last box, braces balanced; empty where there is none that is closed. */
  public static Optional<String> last(String text) {
    int box = text.lastIndexOf(OPEN);
    if (box < 0) {
      return Optional.empty();
    }
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
