package io.github.rrm4j.statistics.table;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.Text;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Map;

/** Numbers as a reader sees them, whatever the locale. */
public final class Numbers {

  /** Shown in the place of a number that is not there. */
  public static final String ABSENT = "–";

  private Numbers() {}

  /** The finite numbers of an object, by name; everything else is left out. */
  public static Map<String, Double> in(JsonNode object) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    object
        .properties()
        .forEach(
            field -> {
              if (field.getValue().isNumber() && Double.isFinite(field.getValue().asDouble())) {
                numbers.put(field.getKey(), field.getValue().asDouble());
              }
            });
    return numbers;
  }

  /** A named number of some in its unit; {@link #ABSENT} if it is not among them. */
  public static String of(Map<String, Double> numbers, String name, Unit unit) {
    return numbers.containsKey(name) ? unit.text(numbers.get(name)) : ABSENT;
  }

  /** Four significant digits without trailing zeros; whole numbers complete. */
  public static String plain(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e12) {
      return Text.format("%,d", (long) value);
    }
    BigDecimal rounded = new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros();
    return Math.abs(value) < 1e-3 || Math.abs(value) >= 1e12
        ? rounded.toString()
        : rounded.toPlainString();
  }

  /** Two significant digits with k, M or B for thousands, millions and billions. */
  public static String abbreviated(double value) {
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
  public static String signed(double value) {
    return (value > 0 ? "+" : value < 0 ? "−" : "") + plain(Math.abs(value));
  }

  /** A count and what is counted: {@code 1 line}, {@code 2 lines}. */
  public static String counted(long count, String thing) {
    return Text.format("%,d %s%s", count, thing, count == 1 ? "" : "s");
  }
}
