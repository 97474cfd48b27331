package io.github.rrm4j.checkpoints;

/** Text of unknown origin, made fit for a message of one line. */
final class OneLine {

  private static final int LONGEST = 120;

  private OneLine() {}

  /** The text without control characters, cut at {@value #LONGEST} characters. */
  static String of(String text) {
    String line = text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }

  /** {@link #of} between single quotes. */
  static String quoted(String text) {
    return "'" + of(text) + "'";
  }
}
