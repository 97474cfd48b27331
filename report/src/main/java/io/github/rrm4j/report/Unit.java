package io.github.rrm4j.report;

import java.util.Locale;

/** How a number and its interval are written. */
enum Unit {
  /** A share, as per cent. */
  SHARE,
  /** A difference of shares, as per cent with a sign. */
  CHANGE,
  /** As it is. */
  PLAIN;

  String text(Estimate estimate) {
    String number =
        switch (this) {
          case SHARE -> Numbers.share(estimate.value());
          case CHANGE -> Numbers.signedShare(estimate.value());
          case PLAIN -> Numbers.plain(estimate.value());
        };
    return estimate.bounded()
        ? "%s [%s, %s]".formatted(number, end(estimate.low()), end(estimate.high()))
        : number;
  }

  private String end(double value) {
    return switch (this) {
      case SHARE -> String.format(Locale.ROOT, "%.1f", 100 * value);
      case CHANGE -> String.format(Locale.ROOT, "%+.1f", 100 * value).replace('-', '−');
      case PLAIN -> Numbers.plain(value);
    };
  }
}
