package io.github.rrm4j.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Python's arithmetic; an integer beyond 64 bits is refused. */
final class Arithmetic {

  private Arithmetic() {}

  static Object of(String operator, Object left, Object right) {
    if (left instanceof Undefined undefined) {
      throw undefined.used();
    }
    if (right instanceof Undefined undefined) {
      throw undefined.used();
    }
    try {
      if (Values.isNumber(left) && Values.isNumber(right)) {
        return numbers(operator, left, right);
      }
      if (operator.equals("+")) {
        return joined(left, right);
      }
      if (operator.equals("*")) {
        return Values.isNumber(left) ? repeated(right, left) : repeated(left, right);
      }
    } catch (ArithmeticException e) {
      throw new TemplateError("a number is divided by zero or has more than 64 bits");
    }
    throw mismatch(operator, left, right);
  }

  private static Object numbers(String operator, Object left, Object right) {
    if (left instanceof Double || right instanceof Double || operator.equals("/")) {
      return decimals(operator, Values.decimal(left), Values.decimal(right));
    }
    long a = Values.whole(left).orElseThrow();
    long b = Values.whole(right).orElseThrow();
    return switch (operator) {
      case "+" -> Math.addExact(a, b);
      case "-" -> Math.subtractExact(a, b);
      case "*" -> Math.multiplyExact(a, b);
      case "//" -> b == -1 ? Math.negateExact(a) : Math.floorDiv(a, b);
      case "%" -> Math.floorMod(a, b);
      default -> power(a, b);
    };
  }

  private static Object power(long base, long exponent) {
    if (exponent < 0 || exponent > 64) {
      throw new TemplateError("the exponent " + exponent + " is not between 0 and 64");
    }
    long result = 1;
    for (long i = 0; i < exponent; i++) {
      result = Math.multiplyExact(result, base);
    }
    return result;
  }

  private static Object decimals(String operator, double a, double b) {
    if (b == 0 && (operator.equals("/") || operator.equals("//") || operator.equals("%"))) {
      throw new ArithmeticException();
    }
    return switch (operator) {
      case "+" -> a + b;
      case "-" -> a - b;
      case "*" -> a * b;
      case "/" -> a / b;
      case "//" -> Math.floor(a / b);
      default -> throw new TemplateError("'" + operator + "' of decimals is not known");
    };
  }

  private static Object joined(Object left, Object right) {
    if (left instanceof String a && right instanceof String b) {
      return PythonString.limited(a.length() + (long) b.length(), () -> a + b);
    }
    if (left instanceof List<?> a && right instanceof List<?> b) {
      return concatenated(a, b);
    }
    if (left instanceof Tuple a && right instanceof Tuple b) {
      return new Tuple(concatenated(a.elements(), b.elements()));
    }
    throw mismatch("+", left, right);
  }

  private static List<Object> concatenated(List<?> a, List<?> b) {
    List<Object> all = new ArrayList<>(a);
    all.addAll(b);
    return all;
  }

  private static Object repeated(Object value, Object times) {
    if (Values.whole(times).isEmpty()) {
      throw mismatch("*", value, times);
    }
    long count = Math.max(0, Values.whole(times).getAsLong());
    if (value instanceof String text) {
      long length = Math.multiplyExact(count, (long) text.length());
      return PythonString.limited(length, () -> text.repeat((int) count));
    }
    if (value instanceof List<?> list && count * (double) list.size() < 1000) {
      List<Object> all = new ArrayList<>();
      Collections.nCopies((int) (list.isEmpty() ? 0 : count), list).forEach(all::addAll);
      return all;
    }
    throw mismatch("*", value, times);
  }

  static Object negative(Object value) {
    if (value instanceof Double number) {
      return -number;
    }
    if (Values.whole(value).isPresent()) {
      return of("-", 0L, Values.whole(value).getAsLong());
    }
    throw new TemplateError("a " + Values.type(value) + " has no sign");
  }

  private static TemplateError mismatch(String operator, Object left, Object right) {
    return new TemplateError(
        String.format(
            Locale.ROOT,
            "'%s' of a %s and a %s is not known",
            operator,
            Values.type(left),
            Values.type(right)));
  }
}
