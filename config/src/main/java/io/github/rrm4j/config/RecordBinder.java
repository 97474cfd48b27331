package io.github.rrm4j.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Makes a record of the keys of a section: the component {@code learningRate} is the key {@code
 * learning_rate}, its type is the type of the value, {@link Bounds} are its range.
 *
 * <p>Types: int, long, double, boolean, String, an enum, a Path relative to the file that names it,
 * a record for a section of its own; Optional of Integer, Boolean, String or an enum and
 * OptionalDouble for a key that may be null; List of Integer, Long, String or an enum.
 */
final class RecordBinder {
  private final ConfigReader reader;

  RecordBinder(ConfigReader reader) {
    this.reader = reader;
  }

  <R extends Record> R bind(Class<R> type) {
    RecordComponent[] components = type.getRecordComponents();
    Object[] values = new Object[components.length];
    for (int i = 0; i < components.length; i++) {
      values[i] = value(components[i]);
    }
    return made(type, components, values);
  }

  private static <R extends Record> R made(
      Class<R> type, RecordComponent[] components, Object[] values) {
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<R> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      return constructor.newInstance(values);
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof RuntimeException refused) {
        throw refused;
      }
      throw new IllegalStateException(type + " cannot be made", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " cannot be made", e);
    }
  }

  /** The keys of a settings record, in the order of its components. */
  static List<String> keys(Class<? extends Record> type) {
    return Arrays.stream(type.getRecordComponents()).map(c -> key(c.getName())).toList();
  }

  /** Whether a record has a component of the key that cannot be empty. */
  static boolean needs(Class<? extends Record> type, String key) {
    return Arrays.stream(type.getRecordComponents())
        .anyMatch(
            component ->
                key(component.getName()).equals(key)
                    && component.getType() != Optional.class
                    && component.getType() != OptionalDouble.class);
  }

  /** {@code max_new_tokens} of {@code maxNewTokens}. */
  private static String key(String component) {
    return component.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
  }

  private Object value(RecordComponent component) {
    String key = key(component.getName());
    Bounds bounds = component.getAnnotation(Bounds.class);
    Rule[] rules = bounds == null ? new Rule[0] : Bounds.Rules.of(bounds);
    Class<?> type = component.getType();
    if (type == Optional.class) {
      return optional(key, argument(component), rules);
    }
    if (type == OptionalDouble.class) {
      return reader.optionalNumber(key, rules);
    }
    return type == List.class ? list(key, argument(component), rules) : single(key, type, rules);
  }

  private Object single(String key, Class<?> type, Rule[] rules) {
    if (type == int.class) {
      return reader.count(key, rules);
    }
    if (type == long.class) {
      return reader.integer(key, rules);
    }
    if (type == double.class) {
      return reader.number(key, rules);
    }
    if (type == boolean.class) {
      return reader.flag(key);
    }
    if (type == String.class) {
      return reader.text(key, rules);
    }
    if (type == Path.class) {
      return reader.file(key);
    }
    if (type.isEnum()) {
      return choice(key, type);
    }
    if (type.isRecord()) {
      return reader.section(key).record(type.asSubclass(Record.class));
    }
    throw unsupported(key, type);
  }

  private Optional<?> optional(String key, Class<?> type, Rule[] rules) {
    if (type == Integer.class) {
      return reader.optionalCount(key, rules);
    }
    if (type == Boolean.class) {
      return reader.optionalFlag(key);
    }
    if (type == String.class) {
      return reader.optionalText(key, rules);
    }
    if (type.isEnum()) {
      return optionalChoice(key, type);
    }
    throw unsupported(key, type);
  }

  private List<?> list(String key, Class<?> type, Rule[] rules) {
    if (type == Integer.class) {
      return reader.counts(key, rules);
    }
    if (type == Long.class) {
      return reader.integers(key, rules);
    }
    if (type == String.class) {
      return reader.texts(key, rules);
    }
    if (type.isEnum()) {
      return choices(key, type);
    }
    throw unsupported(key, type);
  }

  private static IllegalStateException unsupported(String key, Class<?> type) {
    return new IllegalStateException(key + " has the type " + type + ", which no key can have");
  }

  @SuppressWarnings("unchecked") // the type is an enum
  private <E extends Enum<E>> E choice(String key, Class<?> type) {
    return reader.choice(key, (Class<E>) type);
  }

  @SuppressWarnings("unchecked") // the type is an enum
  private <E extends Enum<E>> Optional<E> optionalChoice(String key, Class<?> type) {
    return reader.optionalChoice(key, (Class<E>) type);
  }

  @SuppressWarnings("unchecked") // the type is an enum
  private <E extends Enum<E>> List<E> choices(String key, Class<?> type) {
    return reader.choices(key, (Class<E>) type);
  }

  private static Class<?> argument(RecordComponent component) {
    Type argument = ((ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
    return (Class<?>) argument;
  }
}
