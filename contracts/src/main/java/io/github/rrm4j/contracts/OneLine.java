package io.github.rrm4j.contracts;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.regex.Pattern;

/** Text of unknown origin, made fit for a message of one line. */
public final class OneLine {

  private static final int LONGEST = 120;

  /** What moves a cursor, ends a line, turns the direction of a text, or is no character. */
  private static final String CONTROL =
      "[\\p{Cc}\\p{Cs}\\u2028\\u2029\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069\\ufeff]";

  /** What a terminal obeys instead of showing it, except ends of lines and tabulators. */
  private static final Pattern COMMAND =
      Pattern.compile("(?!\\r?\\n|\\t)[\\p{Cc}\\u202a-\\u202e\\u2066-\\u2069]");

  private OneLine() {}

  /**
   * The text without characters that control or turn a line (or are none), cut at {@value #LONGEST}
   * characters.
   */
  public static String of(String text) {
    String line =
        text.substring(0, Math.min(text.length(), 2 * LONGEST)).replaceAll(CONTROL + "+", " ");
    if (line.length() <= LONGEST) {
      return line;
    }
    boolean half = Character.isHighSurrogate(line.charAt(LONGEST - 1));
    return line.substring(0, half ? LONGEST - 1 : LONGEST) + "...";
  }

  /** A message that may have several lines, without other characters that control a terminal. */
  static String printable(String message) {
    return message.replaceAll("(?!\n)" + CONTROL, " ");
  }

  /**
   * A text of any number of lines as a terminal may get it: each character that the terminal would
   * obey, or that turns the direction of what follows, is written as {@code \\u001b}; ends of lines
   * and tabulators stay.
   */
  public static String visible(String text) {
    return COMMAND
        .matcher(text)
        .replaceAll(found -> Text.format("\\\\u%04x", (int) found.group().charAt(0)));
  }

  /** {@link #of(String)} of a JSON value, or "missing". */
  public static String of(JsonNode value) {
    return value.isMissingNode() ? "missing" : of(value.toString());
  }

  /** Why a disk refused, without the names of Java's classes. */
  public static String of(IOException e) {
    if (e instanceof NoSuchFileException) {
      return "does not exist";
    }
    if (e instanceof AccessDeniedException) {
      return "Permission denied";
    }
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return reason == null ? "the system gives no reason" : of(reason);
  }

  /**
   * The message of the first cause, without the files that a loader of libraries puts in front; the
   * name of its class where it has none.
   */
  public static String ofCause(Throwable error) {
    Throwable first = error;
    while (first.getCause() != null) {
      first = first.getCause();
    }
    return first.getMessage() == null
        ? first.getClass().getSimpleName()
        : of(first.getMessage().replaceFirst("^(/\\S+\\.so[.\\d]*: )+", ""));
  }

  /** {@link #of(String)} between single quotes. */
  public static String quoted(String text) {
    return "'" + of(text) + "'";
  }
}
