package io.github.rrm4j.contracts;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.Locale;

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
}
