package io.github.rrm4j.config;

import java.math.BigDecimal;
import java.util.List;

/** What a value must satisfy beyond its type; several rules must all hold. */
public sealed interface Rule {
  /** Whether the value (a number for a range, a text for names) satisfies the rule. */
  boolean allows(Object value);

  /** Completes the sentence "must be ...". */
  String wording();

  static Rule atLeast(double low) {
    return new Range(low, true, Double.POSITIVE_INFINITY, false);
  }

  static Rule above(double low) {
    return new Range(low, false, Double.POSITIVE_INFINITY, false);
  }

  static Rule atMost(double high) {
    return new Range(Double.NEGATIVE_INFINITY, false, high, true);
  }

  static Rule below(double high) {
    return new Range(Double.NEGATIVE_INFINITY, false, high, false);
  }

  /** The closed interval [low, high]. */
  static Rule between(double low, double high) {
    return new Range(low, true, high, true);
  }

  /** The open interval (low, high). */
  static Rule inside(double low, double high) {
    return new Range(low, false, high, false);
  }

  static Rule oneOf(String... names) {
    return new OneOf(List.of(names));
  }

  /**
   * An interval of numbers; an infinite end is no bound.
   *
   * @param lowIncluded whether {@code low} itself is allowed
   * @param highIncluded whether {@code high} itself is allowed
   */
  record Range(double low, boolean lowIncluded, double high, boolean highIncluded) implements Rule {
    @Override
    public boolean allows(Object value) {
      if (!(value instanceof Number number)) {
        return false;
      }
      double x = number.doubleValue();
      return (lowIncluded ? x >= low : x > low) && (highIncluded ? x <= high : x < high);
    }

    @Override
    public String wording() {
      if (Double.isInfinite(high)) {
        return (lowIncluded ? "at least " : "above ") + plain(low);
      }
      if (Double.isInfinite(low)) {
        return (highIncluded ? "at most " : "below ") + plain(high);
      }
      return "in "
          + (lowIncluded ? "[" : "(")
          + plain(low)
          + ", "
          + plain(high)
          + (highIncluded ? "]" : ")");
    }

    /** 1 instead of 1.0, 2147483647 instead of 2.147483647E9. */
    private static String plain(double bound) {
      BigDecimal decimal = BigDecimal.valueOf(bound);
      return decimal.signum() == 0 ? "0" : decimal.stripTrailingZeros().toPlainString();
    }
  }

  /** A closed set of names. */
  record OneOf(List<String> names) implements Rule {
    public OneOf {
      names = List.copyOf(names);
    }

    @Override
    public boolean allows(Object value) {
      return value instanceof String name && names.contains(name);
    }

    @Override
    public String wording() {
      return "one of " + String.join(", ", names);
    }
  }
}
