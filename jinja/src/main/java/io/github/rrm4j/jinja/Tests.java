package io.github.rrm4j.jinja;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Jinja's tests, {@code value is name}; what is not here is refused. */
final class Tests {

  /** A test by its name. */
  interface Test {
    boolean holds(Object value, List<Object> arguments);
  }

  private static final Map<String, Test> KNOWN =
      Map.ofEntries(
          plain("defined", value -> !(value instanceof Undefined)),
          plain("undefined", value -> value instanceof Undefined),
          plain("none", value -> value == None.NONE),
          plain("string", value -> value instanceof String),
          plain("mapping", value -> value instanceof Map<?, ?>),
          plain("iterable", Tests::isIterable),
          plain("sequence", Tests::isSequence),
          plain("number", Values::isNumber),
          plain("integer", value -> value instanceof Long),
          plain("float", value -> value instanceof Double),
          plain("boolean", value -> value instanceof Boolean),
          plain("true", value -> value.equals(true)),
          plain("false", value -> value.equals(false)),
          plain("even", value -> remainder(value, 2L) == 0),
          plain("odd", value -> remainder(value, 2L) == 1),
          Map.entry("divisibleby", (value, a) -> remainder(value, only(a)) == 0),
          comparison("eq", "=="),
          comparison("equalto", "=="),
          comparison("==", "=="),
          comparison("ne", "!="),
          comparison("!=", "!="),
          comparison("lt", "<"),
          comparison("lessthan", "<"),
          comparison("<", "<"),
          comparison("le", "<="),
          comparison("<=", "<="),
          comparison("gt", ">"),
          comparison("greaterthan", ">"),
          comparison(">", ">"),
          comparison("ge", ">="),
          comparison(">=", ">="),
          comparison("in", "in"));

  private static final Set<String> UNSUPPORTED =
      Set.of("callable", "escaped", "filter", "lower", "sameas", "test", "upper");

  private Tests() {}

  /** A test that is not supported fails when it is used: its branch may not be taken. */
  static Test named(String name) {
    if (UNSUPPORTED.contains(name)) {
      return (value, arguments) -> {
        throw new TemplateError("the test '" + name + "' is not supported");
      };
    }
    return Optional.ofNullable(KNOWN.get(name))
        .orElseThrow(() -> new TemplateError("there is no test '" + name + "'"));
  }

  private interface Predicate {
    boolean holds(Object value);
  }

  private static Map.Entry<String, Test> plain(String name, Predicate predicate) {
    return Map.entry(
        name,
        (value, arguments) -> {
          if (!arguments.isEmpty()) {
            throw new TemplateError("the test '" + name + "' takes no arguments");
          }
          return predicate.holds(value);
        });
  }

  private static Map.Entry<String, Test> comparison(String name, String operator) {
    return Map.entry(name, (value, a) -> Comparison.holds(operator, value, only(a)));
  }

  private static Object only(List<Object> arguments) {
    if (arguments.size() != 1) {
      throw new TemplateError("a comparison needs one argument");
    }
    return arguments.get(0);
  }

  private static long remainder(Object value, Object divisor) {
    return Values.whole(Arithmetic.of("%", value, divisor))
        .orElseThrow(() -> new TemplateError("an integer is needed here"));
  }

  private static boolean isIterable(Object value) {
    return value instanceof Lazy || isSequence(value);
  }

  private static boolean isSequence(Object value) {
    if (value instanceof Lazy) {
      throw new TemplateError("whether a lazy sequence is a sequence is not known");
    }
    return value instanceof String
        || value instanceof List<?>
        || value instanceof Tuple
        || value instanceof Map<?, ?>
        || value instanceof Undefined;
  }
}
