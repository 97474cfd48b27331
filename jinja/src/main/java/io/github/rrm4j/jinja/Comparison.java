package io.github.rrm4j.jinja;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Python's comparisons. */
final class Comparison {

  private Comparison() {}

  static boolean holds(String operator, Object left, Object right) {
    return switch (operator) {
      case "==" -> equal(left, right);
      case "!=" -> !equal(left, right);
      case "in" -> contains(right, left);
      case "not in" -> !contains(right, left);
      case "<" -> order(left, right) < 0;
      case "<=" -> order(left, right) <= 0;
      case ">" -> order(left, right) > 0;
      default -> order(left, right) >= 0;
    };
  }

  static boolean equal(Object left, Object right) {
    if (Values.isNumber(left) && Values.isNumber(right)) {
      return numbers(left, right) == 0;
    }
    if (left instanceof List<?> a && right instanceof List<?> b) {
      return elements(a, b);
    }
    if (left instanceof Tuple a && right instanceof Tuple b) {
      return elements(a.elements(), b.elements());
    }
    if (left instanceof Map<?, ?> a && right instanceof Map<?, ?> b) {
      return a.keySet().equals(b.keySet())
          && a.keySet().stream().allMatch(key -> equal(a.get(key), b.get(key)));
    }
    if (left instanceof Undefined && right instanceof Undefined) {
      return true;
    }
    return (left instanceof String && left.equals(right)) || left == right;
  }

  private static boolean elements(List<?> a, List<?> b) {
    if (a.size() != b.size()) {
      return false;
    }
    for (int i = 0; i < a.size(); i++) {
      if (!equal(a.get(i), b.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** Whether a container holds a value. */
  static boolean contains(Object container, Object value) {
    if (container instanceof String text) {
      if (value instanceof String part) {
        return text.contains(part);
      }
      throw new TemplateError("'in <string>' needs a string, not a " + Values.type(value));
    }
    if (container instanceof Map<?, ?> map) {
      return value instanceof String && map.containsKey(value);
    }
    return Values.elements(container).stream().anyMatch(element -> equal(element, value));
  }

  private static int order(Object left, Object right) {
    if (Values.isNumber(left) && Values.isNumber(right)) {
      return numbers(left, right);
    }
    if (left instanceof String a && right instanceof String b) {
      return codePoints(a, b);
    }
    if (left instanceof List<?> a && right instanceof List<?> b) {
      return lists(a, b);
    }
    if (left instanceof Tuple a && right instanceof Tuple b) {
      return lists(a.elements(), b.elements());
    }
    throw new TemplateError(
        "a " + Values.type(left) + " and a " + Values.type(right) + " have no order");
  }

  private static int lists(List<?> a, List<?> b) {
    for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
      if (!equal(a.get(i), b.get(i))) {
        return order(a.get(i), b.get(i));
      }
    }
    return Integer.compare(a.size(), b.size());
  }

  private static int numbers(Object left, Object right) {
    double a = Values.decimal(left);
    double b = Values.decimal(right);
    if (Double.isNaN(a) || Double.isNaN(b)) {
      throw new TemplateError("a number that is none cannot be compared");
    }
    if (Double.isInfinite(a) || Double.isInfinite(b)) {
      return Double.compare(a, b);
    }
    return exact(left).compareTo(exact(right));
  }

  private static BigDecimal exact(Object number) {
    return number instanceof Double d
        ? new BigDecimal(d)
        : BigDecimal.valueOf(Values.whole(number).orElseThrow());
  }

  /** The order of Python's strings, which differs from Java's beyond U+FFFF. */
  static int codePoints(String a, String b) {
    return Arrays.compare(a.codePoints().toArray(), b.codePoints().toArray());
  }
}
