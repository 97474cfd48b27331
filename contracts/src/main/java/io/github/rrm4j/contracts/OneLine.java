package io.github.rrm4j.contracts;

import com.fasterxml.jackson.databind.JsonNode;

/** Text of unknown origin, made fit for a message of one line. */
public final class OneLine {

  private static final int LONGEST = 120;

  private OneLine() {}

  /**
   * The text without characters that control or turn a line (or are none), cut at {@value #LONGEST}
   * characters.
   */
  public static String of(String text) {
    String line =
        text.substring(0, Math.min(text.length(), 2 * LONGEST))
            .replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\u2028\\u2029]+", " ");
    return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
  }

  /** {@link #of(String)} of a JSON value, or "missing". */
  public static String of(JsonNode value) {
    return value.isMissingNode() ? "missing" : of(value.toString());
  }

  /** {@link #of(String)} between single quotes. */
  public static String quoted(String text) {
    return "'" + of(text) + "'";
  }
}
