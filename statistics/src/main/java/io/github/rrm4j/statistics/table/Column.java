package io.github.rrm4j.statistics.table;

import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.statistics.IntervalMethod;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A column of a table.
 *
 * @param title for a reader
 * @param fields the names of its values in CSV: one, or four where it has intervals
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

  /** Numbers with their intervals, and how those were made. */
  public static Column measured(String title, String field) {
    return new Column(
        title, List.of(field, field + "_low", field + "_high", field + "_method"), true, false);
  }

  /**
   * A column of estimates with how their intervals were made in its title; any other as it is.
   *
   * @param methods words of {@link IntervalMethod}; others are not shown
   */
  Column by(Collection<String> methods) {
    String labels =
        methods.stream()
            .flatMap(word -> Word.in(IntervalMethod.class, word).stream())
            .map(IntervalMethod::label)
            .collect(Collectors.joining("; "));
    return labels.isEmpty() || !title.endsWith(INTERVAL)
        ? this
        : new Column(
            title.substring(0, title.length() - 1) + ", " + labels + "]", fields, number, quoted);
  }
}
