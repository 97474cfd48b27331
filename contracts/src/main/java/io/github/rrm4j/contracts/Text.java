package io.github.rrm4j.contracts;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.Collection;
import java.util.Locale;
import java.util.stream.Collectors;

/** Text that is the same on every machine, whatever its locale. */
public final class Text {

  private Text() {}

  /**
   * {@link String#format(Locale, String, Object...)} with ASCII digits and a decimal point.
   *
   * @param format a format string as {@link java.util.Formatter} reads it
   * @param values what its directives name
   */
  @FormatMethod
  public static String format(@FormatString String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** The first of some names, and how many more there are: {@code a, b and 3 more}. */
  public static String listed(Collection<String> names, int most) {
    String first = names.stream().limit(most).collect(Collectors.joining(", "));
    return names.size() > most ? first + " and " + (names.size() - most) + " more" : first;
  }
}
