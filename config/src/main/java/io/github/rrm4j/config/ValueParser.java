package io.github.rrm4j.config;

import io.github.rrm4j.config.ConfigNode.Scalar;
import io.github.rrm4j.contracts.Word;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * How a single value becomes one of Java.
 *
 * @param parse empty where the value is of another type
 * @param placeholder what is read where even the default is wrong
 * @param names the closed set that a text must be of
 */
record ValueParser<T>(
    ValueType type, Function<Scalar, Optional<T>> parse, T placeholder, List<Rule> names) {

  static final ValueParser<Long> LONG =
      new ValueParser<>(ValueType.WHOLE_NUMBER, Scalar::wholeNumber, 1L, List.of());

  static final ValueParser<Integer> INT =
      new ValueParser<>(
          ValueType.WHOLE_NUMBER,
          scalar -> scalar.wholeNumber().filter(n -> n == n.intValue()).map(Long::intValue),
          1,
          List.of());

  static final ValueParser<Double> DOUBLE =
      new ValueParser<>(ValueType.NUMBER, Scalar::number, 1.0, List.of());

  static final ValueParser<Boolean> FLAG =
      new ValueParser<>(ValueType.FLAG, Scalar::flag, false, List.of());

  static final ValueParser<String> TEXT =
      new ValueParser<>(ValueType.TEXT, Scalar::string, "unset", List.of());

  /** A constant of an enum, written in snake_case. */
  static <E extends Enum<E>> ValueParser<E> of(Class<E> type) {
    Map<String, E> constants = new LinkedHashMap<>();
    Arrays.stream(type.getEnumConstants())
        .forEach(constant -> constants.put(Word.of(constant), constant));
    return new ValueParser<>(
        ValueType.TEXT,
        scalar -> scalar.string().map(name -> constants.get(name)),
        type.getEnumConstants()[0],
        List.of(Rule.oneOf(constants.keySet().toArray(String[]::new))));
  }

  Declaration declaration(String path, boolean list, boolean optional, Rule... rules) {
    return new Declaration(path, type, list, optional, names.isEmpty() ? List.of(rules) : names);
  }

  /** The value, where it is of the type and satisfies the rules. */
  Optional<T> accepted(Declaration declaration, ConfigNode node) {
    return node instanceof Scalar scalar
        ? parse.apply(scalar).filter(value -> value instanceof Enum || declaration.allows(value))
        : Optional.empty();
  }
}
