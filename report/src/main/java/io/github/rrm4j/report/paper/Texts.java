package io.github.rrm4j.report.paper;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.report.paper.Claim.Unit;
import io.github.rrm4j.report.paper.Finding.Effect;
import io.github.rrm4j.statistics.Interval;
import java.util.Locale;

/** How numbers are written. */
final class Texts {

  static final String ABSENT = "-";

  private Texts() {}

  /** A share in per cent with its interval: {@code 87.3 [84.4, 90.3]}. */
  static String share(JsonNode row, String name) {
    return measured(row, name, 100);
  }

  /** A number with its interval. */
  static String number(JsonNode row, String name) {
    return measured(row, name, 1);
  }

  private static String measured(JsonNode row, String name, double unit) {
    if (!row.path(name).isNumber()) {
      return ABSENT;
    }
    String value = format("%.1f", unit * row.path(name).asDouble());
    JsonNode low = row.path(name + "_low");
    JsonNode high = row.path(name + "_high");
    return low.isNumber() && high.isNumber()
        ? value + format(" [%.1f, %.1f]", unit * low.asDouble(), unit * high.asDouble())
        : value;
  }

  /** A number of a claim. */
  static String of(double value, Unit unit) {
    return format("%.1f", scale(unit) * value) + (unit == Unit.SHARE ? " %" : "");
  }

  /** The effect with its interval: {@code +4.7 [+3.1, +6.3]}. */
  static String of(Effect effect, Unit unit) {
    Interval interval = effect.interval();
    return format(
        "%+.1f [%+.1f, %+.1f]",
        scale(unit) * effect.difference(),
        scale(unit) * interval.lower(),
        scale(unit) * interval.upper());
  }

  /** A difference: {@code +4.7}. */
  static String signed(double value, Unit unit) {
    return format("%+.1f", scale(unit) * value);
  }

  private static double scale(Unit unit) {
    return unit == Unit.SHARE ? 100 : 1;
  }

  static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
