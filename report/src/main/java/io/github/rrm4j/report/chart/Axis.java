package io.github.rrm4j.report.chart;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.statistics.table.Numbers;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * One axis of a figure.
 *
 * @param title with the unit, shown at the axis
 * @param scale how its numbers are placed and written
 * @param categories the words at 0, 1, 2, ...; empty unless the scale is {@link Scale#CATEGORIES}
 */
public record Axis(String title, Scale scale, List<String> categories) {

  public enum Scale {
    NUMBER,
    /** From 0 to 1, written in per cent; the axis does not leave that range. */
    SHARE,
    /** Differences of shares, written in per cent. */
    CHANGE,
    /** Logarithmic with base 2. */
    DOUBLINGS,
    /** Logarithmic with base 10. */
    DECADES,
    /** Words, one below the other. */
    CATEGORIES
  }

  /** The steps of a run. */
  public static final Axis STEP = number("step");

  public static Axis number(String title) {
    return new Axis(title, Scale.NUMBER, List.of());
  }

  /** An axis of shares, in per cent. */
  public static Axis share(String title) {
    return new Axis(title, Scale.SHARE, List.of());
  }

  public static Axis of(String title, Scale scale) {
    return new Axis(title, scale, List.of());
  }

  static Axis categories(List<String> words) {
    return new Axis("", Scale.CATEGORIES, List.copyOf(words));
  }

  /** Where a number is drawn. */
  double place(double value) {
    return switch (scale) {
      case DOUBLINGS -> Math.log(value) / Math.log(2);
      case DECADES -> Math.log10(value);
      case CATEGORIES -> categories.size() - 1 - value;
      default -> value;
    };
  }

  double[] places(double[] values) {
    double[] places = new double[values.length];
    for (int i = 0; i < places.length; i++) {
      places[i] = place(values[i]);
    }
    return places;
  }

  /**
   * How the number at a place is written.
   *
   * @param range that the axis spans, in places
   */
  Function<Double, String> format(double range) {
    return switch (scale) {
      case SHARE, CHANGE -> perCent(range);
      case DOUBLINGS -> place -> isWhole(place) ? Numbers.abbreviated(Math.pow(2, place)) : " ";
      case DECADES -> place -> Numbers.abbreviated(Math.pow(10, place));
      case CATEGORIES -> this::word;
      case NUMBER -> plain(range);
    };
  }

  private static Function<Double, String> perCent(double range) {
    int digits = range > 0.05 ? 0 : range > 0.005 ? 1 : 2;
    return value -> String.format(Locale.ROOT, "%." + digits + "f %%", 100 * value + 0.0);
  }

  private static Function<Double, String> plain(double range) {
    if (range == 0) {
      return Numbers::plain;
    }
    if (range < 1e-3 || range >= 1e6) {
      return value -> value == 0 ? "0" : Text.format("%.1e", value);
    }
    int digits = Math.max(0, (int) Math.ceil(1 - Math.log10(range)));
    return value -> String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  /**
   * The word at a place. XChart tries ticks until no two labels are the same, also beyond the ends
   * of the axis, and would try forever: so blanks differ.
   */
  /** Ticks between the doublings have no number: nobody votes 1.4 times. */
  private static boolean isWhole(double place) {
    return Math.abs(place - Math.rint(place)) < 1e-9;
  }

  private String word(double place) {
    int index = categories.size() - 1 - (int) Math.rint(place);
    return index < 0
        ? " ".repeat(-index)
        : index < categories.size()
            ? categories.get(index)
            : "\u2009".repeat(index - categories.size() + 1);
  }
}
