package io.github.rrm4j.report;

import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;

/**
 * A cell of a table.
 *
 * @param text as it is shown
 * @param values in full, one for each field of its column; none where there is nothing to say
 */
record Cell(String text, List<String> values) {

  static final Cell ABSENT = new Cell(Numbers.ABSENT, List.of());

  static Cell text(String text) {
    return new Cell(text, List.of(text));
  }

  /** A named number of some; absent if it is not among them. */
  static Cell of(Map<String, Double> numbers, String name, DoubleFunction<String> format) {
    return numbers.containsKey(name)
        ? new Cell(format.apply(numbers.get(name)), List.of(String.valueOf(numbers.get(name))))
        : ABSENT;
  }

  /** A number with its interval. */
  static Cell of(Estimate estimate, Unit unit) {
    return new Cell(
        unit.text(estimate),
        estimate.bounded()
            ? List.of(
                String.valueOf(estimate.value()),
                String.valueOf(estimate.low()),
                String.valueOf(estimate.high()))
            : List.of(String.valueOf(estimate.value())));
  }
}
