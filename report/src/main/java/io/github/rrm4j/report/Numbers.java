package io.github.rrm4j.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.DoubleFunction;

/** How numbers are written on the page; a number that is not there is a dash. */
final class Numbers {

  static final String ABSENT = "–";

  private Numbers() {}

  /** Four significant digits, without zeros at the end; whole numbers in full. */
  static String plain(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e12) {
      return String.format(Locale.ROOT, "%,d", (long) value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
    return Math.abs(value) < 1e-3 || Math.abs(value) >= 1e12
        ? rounded.toString()
        : rounded.toPlainString();
  }

  /** Two significant digits with k, M or B for thousands, millions and billions. */
  static String abbreviated(double value) {
    double size = Math.abs(value);
    return size >= 9.95e8
        ? plain(rounded(value / 1e9)) + "B"
        : size >= 9.95e5
            ? plain(rounded(value / 1e6)) + "M"
            : size >= 9.95e2 ? plain(rounded(value / 1e3)) + "k" : plain(rounded(value));
  }

  private static double rounded(double value) {
    return new BigDecimal(value).round(new MathContext(2)).doubleValue();
  }

  /** With its sign; 0 has none. */
  static String signed(double value) {
    return (value > 0 ? "+" : value < 0 ? "−" : "") + plain(Math.abs(value));
  }

  /** A share as per cent with one decimal. */
  static String share(double value) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * value);
  }

  /** A difference of shares as per cent with one decimal. */
  static String signedShare(double value) {
    return String.format(Locale.ROOT, "%+.1f %%", 100 * value).replace('-', '−');
  }

  /** A share with its interval. */
  static String share(Map<String, Double> numbers, String name, String low, String high) {
    String share = of(numbers, name, Numbers::share);
    return numbers.containsKey(low) && numbers.containsKey(high)
        ? String.format(
            Locale.ROOT, "%s [%.1f, %.1f]", share, 100 * numbers.get(low), 100 * numbers.get(high))
        : share;
  }

  static String of(Map<String, Double> numbers, String name, DoubleFunction<String> format) {
    return Optional.ofNullable(numbers.get(name)).map(format::apply).orElse(ABSENT);
  }

  static String counted(long count, String thing) {
    return String.format(Locale.ROOT, "%,d %s%s", count, thing, count == 1 ? "" : "s");
  }
}
