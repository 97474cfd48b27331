package io.github.rrm4j.report.chart;

/** The smallest and the largest of some numbers. */
final class ValueRange {

  private double low = Double.POSITIVE_INFINITY;
  private double high = Double.NEGATIVE_INFINITY;

  void include(double... numbers) {
    for (double number : numbers) {
      low = Math.min(low, number);
      high = Math.max(high, number);
    }
  }

  double low() {
    return low;
  }

  double high() {
    return high;
  }

  double size() {
    return high - low;
  }

  /** Adds a margin, as far as the axis allows; a single number gets room too. */
  ValueRange framed(Axis axis) {
    double largest = Math.max(Math.abs(low), Math.abs(high));
    boolean constant = size() <= 1e-9 * largest;
    double margin = constant ? (largest == 0 ? 1 : largest / 10) : size() * 0.06;
    double from = low - margin;
    double to = high + margin;
    if (axis.scale() == Axis.Scale.SHARE) {
      from = Math.max(0, from);
      to = Math.min(1, to);
    } else if (axis.scale() == Axis.Scale.NUMBER && low >= 0) {
      from = Math.max(0, from);
    }
    ValueRange framed = new ValueRange();
    framed.include(from, to);
    return framed;
  }
}
