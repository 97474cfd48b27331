package io.github.rrm4j.statistics.table;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A cell of a table. */
public sealed interface Cell {

  /** Nothing was measured. */
  Cell MISSING = new Missing(Numbers.ABSENT);

  /** As a person reads it. */
  String shown();

  /** Complete, one for each field of its column; none where nothing was measured. */
  List<String> values();

  /**
   * Words.
   *
   * @param values the values that they stand for
   */
  record Text(String shown, List<String> values) implements Cell {}

  /**
   * A word of a few, which a page colors.
   *
   * @param kind which one it is, as a page's style calls it
   */
  record Badge(String shown, String kind) implements Cell {

    @Override
    public List<String> values() {
      return List.of(shown);
    }
  }

  /** How many. */
  record Count(long value) implements Cell {

    @Override
    public String shown() {
      return String.format(Locale.ROOT, "%,d", value);
    }

    @Override
    public List<String> values() {
      return List.of(String.valueOf(value));
    }
  }

  /** A number, with its interval where it has one. */
  record Measured(Estimate estimate, Unit unit) implements Cell {

    @Override
    public String shown() {
      return unit.text(estimate);
    }

    @Override
    public List<String> values() {
      if (!estimate.bounded()) {
        return List.of(String.valueOf(estimate.value()));
      }
      return Stream.of(estimate.value(), estimate.low(), estimate.high(), estimate.method())
          .map(String::valueOf) // in full, whatever the locale
          .toList();
    }
  }

  /**
   * Nothing was measured.
   *
   * @param shown a dash, or why
   */
  record Missing(String shown) implements Cell {

    @Override
    public List<String> values() {
      return List.of();
    }
  }

  /** Words that stand for themselves. */
  static Cell text(String text) {
    return new Text(text, List.of(text));
  }

  static Cell count(long value) {
    return new Count(value);
  }

  /** A number without an interval. */
  static Cell number(double value, Unit unit) {
    return of(Estimate.of(value), unit);
  }

  static Cell of(Estimate estimate, Unit unit) {
    return new Measured(estimate, unit);
  }

  static Cell of(Optional<Estimate> estimate, Unit unit) {
    return estimate.map(some -> of(some, unit)).orElse(MISSING);
  }

  /** A named number of some, if it is among them. */
  static Cell of(Map<String, Double> numbers, String name, Unit unit) {
    return numbers.containsKey(name) ? number(numbers.get(name), unit) : MISSING;
  }
}
