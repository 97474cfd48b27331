package io.github.rrm4j.statistics.table;

import java.util.List;
import java.util.Locale;

/**
 * A column of a table.
 *
 * @param title for a reader
 * @param fields the names of its values in CSV: one, or three where it has intervals
 * @param number whether its cells are set to the right
 * @param quoted whether CSV always has its values in quotes
 */
public record Column(String title, List<String> fields, boolean number, boolean quoted) {

  /** At the end of the title of a column of estimates. */
  public static final String INTERVAL = " [95\u00a0%\u00a0interval]";

  public static Column text(String title) {
    return text(title, List.of(title.toLowerCase(Locale.ROOT)));
  }

  /** Texts that stand for several values in CSV. */
  public static Column text(String title, List<String> fields) {
    return new Column(title, List.copyOf(fields), false, false);
  }

  /** Names that people chose: always in quotes in CSV, so that none is taken for a number. */
  public static Column name(String title) {
    return new Column(title, List.of(title), false, true);
  }

  public static Column number(String title) {
    return number(title, title.toLowerCase(Locale.ROOT));
  }

  /** Numbers, under another name in CSV. */
  public static Column number(String title, String field) {
    return new Column(title, List.of(field), true, false);
  }

  /** Numbers with their intervals. */
  public static Column measured(String title, String field) {
    return new Column(title, List.of(field, field + "_low", field + "_high"), true, false);
  }
}
