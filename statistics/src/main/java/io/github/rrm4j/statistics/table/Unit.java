package io.github.rrm4j.statistics.table;

import io.github.rrm4j.contracts.Text;
import java.util.Locale;

/** How a number and its interval are written. */
public enum Unit {
  /** As it is, with four significant digits. */
  PLAIN(1, "", ""),
  /** A share, as {@code 87.3 %}. */
  SHARE(100, "%.1f", " %"),
  /** A difference of shares, as {@code +4.7 %}. */
  CHANGE(100, "%+.1f", " %"),
  /** A share in a table that says it is in per cent: {@code 87.3}. */
  PERCENT(100, "%.1f", ""),
  /** A difference of shares in such a table: {@code +4.7}. */
  POINTS(100, "%+.1f", ""),
  /** With one decimal. */
  DECIMAL(1, "%.1f", ""),
  /** A difference, with one decimal. */
  DIFFERENCE(1, "%+.1f", "");

  private final double scale;
  private final String pattern;
  private final String sign;

  Unit(double scale, String pattern, String sign) {
    this.scale = scale;
    this.pattern = pattern;
    this.sign = sign;
  }

  public String text(double value) {
    return digits(value) + sign;
  }

  /** A number and its interval, where it has one: {@code 87.3 % [84.4, 90.3]}. */
  public String text(Estimate estimate) {
    return estimate.bounded()
        ? Text.format(
            "%s [%s, %s]", text(estimate.value()), digits(estimate.low()), digits(estimate.high()))
        : text(estimate.value());
  }

  private String digits(double value) {
    if (this == PLAIN) {
      return Numbers.plain(value);
    }
    String digits = String.format(Locale.ROOT, pattern, scale * value);
    return this == CHANGE ? digits.replace('-', '−') : digits;
  }
}
