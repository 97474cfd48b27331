package io.github.rrm4j.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * {@code value.name}, {@code value[key]} and {@code value[start:stop:step]}.
 *
 * <p>A name means a method before a key, a key means an element before a method, as in Jinja; so
 * {@code message.items} is the method whatever the message holds.
 */
final class Access {

  private static final Set<String> MAPPING_REFUSED =
      Set.of("clear", "copy", "fromkeys", "pop", "popitem", "setdefault", "update");
  private static final Set<String> SEQUENCE_REFUSED =
      Set.of(
          "append", "clear", "copy", "count", "extend", "index", "insert", "pop", "remove",
          "reverse", "sort");

  private Access() {}

  static Object attribute(Object value, String name) {
    requireDefined(value);
    return method(value, name)
        .map(Object.class::cast)
        .or(() -> element(value, name))
        .orElseGet(() -> new Undefined(name));
  }

  static Object item(Object value, Object key) {
    requireDefined(value);
    Optional<Object> element = element(value, key);
    if (element.isEmpty() && key instanceof String name) {
      element = method(value, name).map(Object.class::cast);
    }
    return element.orElseGet(() -> new Undefined(PythonText.str(key)));
  }

  private static void requireDefined(Object value) {
    if (value instanceof Undefined undefined) {
      throw undefined.used();
    }
  }

  private static Optional<Callable> method(Object value, String name) {
    if (name.startsWith("__")) {
      throw new TemplateError("'" + name + "' is not for templates");
    }
    if (value instanceof String text) {
      return PythonString.method(text, name);
    }
    if (value instanceof Loop loop) {
      return loop.method(name);
    }
    if (value instanceof Map<?, ?> map) {
      refuse(MAPPING_REFUSED, name, "mapping");
      return switch (name) {
        case "get" -> Optional.of(arguments -> get(map, arguments));
        case "keys" -> Optional.of(arguments -> view(new ArrayList<>(map.keySet()), arguments));
        case "values" -> Optional.of(arguments -> view(new ArrayList<>(map.values()), arguments));
        case "items" -> Optional.of(arguments -> view(items(map), arguments));
        default -> Optional.empty();
      };
    }
    if (value instanceof List<?> || value instanceof Tuple) {
      refuse(SEQUENCE_REFUSED, name, "sequence");
    } else if (value instanceof Callable || value instanceof Lazy || Values.isNumber(value)) {
      throw new TemplateError("'" + name + "' of a " + Values.type(value) + " is not supported");
    }
    return Optional.empty();
  }

  private static void refuse(Set<String> refused, String name, String type) {
    if (refused.contains(name)) {
      throw new TemplateError("the method '" + name + "' of a " + type + " is not supported");
    }
  }

  private static Object get(Map<?, ?> map, Arguments arguments) {
    List<Optional<Object>> bound = arguments.bound("get", 1, "key", "default");
    Object found = map.get(bound.get(0).orElseThrow());
    return found != null ? found : bound.get(1).orElse(None.NONE);
  }

  private static Lazy view(List<Object> elements, Arguments arguments) {
    arguments.bound("a view", 0);
    return new Lazy(elements);
  }

  static List<Object> items(Map<?, ?> map) {
    List<Object> items = new ArrayList<>();
    map.forEach((key, element) -> items.add(new Tuple(List.of(key, element))));
    return items;
  }

  private static Optional<Object> element(Object value, Object key) {
    if (value instanceof Map<?, ?> map) {
      return key instanceof String ? Optional.ofNullable(map.get(key)) : Optional.empty();
    }
    if (value instanceof Namespace namespace) {
      return key instanceof String
          ? Optional.ofNullable(namespace.attributes().get(key))
          : Optional.empty();
    }
    if (value instanceof Loop loop) {
      return key instanceof String name ? loop.attribute(name) : Optional.empty();
    }
    OptionalLong index = Values.whole(key);
    if (index.isPresent() && sequence(value).isPresent()) {
      List<Object> elements = sequence(value).get();
      long at = index.getAsLong() < 0 ? index.getAsLong() + elements.size() : index.getAsLong();
      return at >= 0 && at < elements.size()
          ? Optional.of(elements.get((int) at))
          : Optional.empty();
    }
    return Optional.empty();
  }

  private static Optional<List<Object>> sequence(Object value) {
    return value instanceof String || value instanceof List<?> || value instanceof Tuple
        ? Optional.of(Values.elements(value))
        : Optional.empty();
  }

  /** A part of a string, a list or a tuple; None stands for a bound that is not given. */
  static Object slice(Object value, Object start, Object stop, Object step) {
    requireDefined(value);
    List<Object> elements =
        sequence(value)
            .orElseThrow(() -> new TemplateError("a " + Values.type(value) + " cannot be sliced"));
    long by = bound(step, 1);
    if (by == 0) {
      throw new TemplateError("the step of a slice is 0");
    }
    int size = elements.size();
    long from = by > 0 ? clamped(start, 0, 0, size) : clamped(start, size - 1, -1, size - 1);
    long to = by > 0 ? clamped(stop, size, 0, size) : clamped(stop, -1, -1, size - 1);
    List<Object> part = new ArrayList<>();
    for (long i = from; by > 0 ? i < to : i > to; i += by) {
      part.add(elements.get((int) i));
    }
    if (value instanceof String) {
      return PythonString.join("", part);
    }
    return value instanceof Tuple ? new Tuple(part) : part;
  }

  private static long bound(Object value, long otherwise) {
    long given = value == None.NONE ? otherwise : PythonString.integer(Optional.of(value), 0);
    return Math.max(-Integer.MAX_VALUE, Math.min(Integer.MAX_VALUE, given));
  }

  private static long clamped(Object value, long otherwise, long least, long most) {
    if (value == None.NONE) {
      return otherwise;
    }
    long given = bound(value, 0);
    long size = least < 0 ? most + 1 : most;
    return Math.max(least, Math.min(most, given < 0 ? given + size : given));
  }
}
