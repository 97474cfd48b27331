package io.github.rrm4j.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;

/**
 * What Python knows of every value: its type, its truth, its elements.
 *
 * <p>A value is a {@link String}, {@link Long}, {@link Double}, {@link Boolean}, {@link None},
 * {@link Undefined}, {@link List}, {@link Tuple}, {@link Map} with names as keys, {@link Lazy},
 * {@link Namespace}, {@link Loop} or {@link Callable}.
 */
final class Values {

  private Values() {}

  /** A value of Java as one of Python. */
  static Object of(Object value) {
    if (value instanceof Integer number) {
      return number.longValue();
    }
    if (value instanceof List<?> list) {
      return list.stream().map(Values::of).toList();
    }
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> copy = new LinkedHashMap<>();
      map.forEach((key, element) -> copy.put((String) key, of(element)));
      return copy;
    }
    return value == null ? None.NONE : value;
  }

  /** A type's name, for messages. */
  static String type(Object value) {
    if (value instanceof List<?>) {
      return "list";
    }
    if (value instanceof Callable) {
      return "function";
    }
    if (value instanceof Lazy) {
      return "lazy sequence";
    }
    return value instanceof Map<?, ?>
        ? "mapping"
        : value.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  static boolean truth(Object value) {
    if (value instanceof String text) {
      return !text.isEmpty();
    }
    if (value instanceof Boolean flag) {
      return flag;
    }
    if (value instanceof Long || value instanceof Double) {
      return decimal(value) != 0;
    }
    if (value instanceof List<?> list) {
      return !list.isEmpty();
    }
    if (value instanceof Map<?, ?> map) {
      return !map.isEmpty();
    }
    if (value instanceof Tuple tuple) {
      return !tuple.elements().isEmpty();
    }
    if (value instanceof Lazy) {
      throw new TemplateError("whether a lazy sequence is empty is not known");
    }
    return !(value instanceof Undefined) && value != None.NONE;
  }

  static boolean isNumber(Object value) {
    return value instanceof Long || value instanceof Double || value instanceof Boolean;
  }

  /** The number as an integer, where it is one. */
  static OptionalLong whole(Object value) {
    if (value instanceof Boolean flag) {
      return OptionalLong.of(flag ? 1 : 0);
    }
    return value instanceof Long number ? OptionalLong.of(number) : OptionalLong.empty();
  }

  static double decimal(Object number) {
    return number instanceof Double d ? d : (double) whole(number).orElseThrow();
  }

  /** What a loop over the value goes through. */
  static List<Object> elements(Object value) {
    if (value instanceof List<?> list) {
      return new ArrayList<>(list);
    }
    if (value instanceof Tuple tuple) {
      return tuple.elements();
    }
    if (value instanceof Lazy lazy) {
      return lazy.elements();
    }
    if (value instanceof String text) {
      return new ArrayList<>(characters(text));
    }
    if (value instanceof Map<?, ?> map) {
      return new ArrayList<>(map.keySet());
    }
    if (value instanceof Undefined) {
      return List.of();
    }
    throw new TemplateError("a " + type(value) + " cannot be gone through");
  }

  static List<String> characters(String text) {
    return text.codePoints().mapToObj(Character::toString).toList();
  }

  static long length(Object value) {
    if (value instanceof String text) {
      return text.codePointCount(0, text.length());
    }
    if (value instanceof List<?>
        || value instanceof Map<?, ?>
        || value instanceof Tuple
        || value instanceof Undefined) {
      return elements(value).size();
    }
    throw new TemplateError("a " + type(value) + " has no length");
  }
}
