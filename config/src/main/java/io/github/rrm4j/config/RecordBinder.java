package io.github.rrm4j.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * Makes a record of the keys of a section: the component {@code learningRate} is the key {@code
 * learning_rate}, its type is the type of the value, {@link Bounds} are its range.
 *
 * <p>Types: int, long, double, boolean, String, an enum, Optional or List of one of these; a Path
 * relative to the file that names it; a record, for a section of its own.
 *
 * @param reader of the section
 * @param prefix of its paths
 */
record RecordBinder(ConfigReader reader, DeclaredValues values, String prefix) {
  private static final Map<Class<?>, ValueParser<?>> PARSERS =
      Map.of(
          int.class, ValueParser.INT,
          Integer.class, ValueParser.INT,
          long.class, ValueParser.LONG,
          Long.class, ValueParser.LONG,
          double.class, ValueParser.DOUBLE,
          Double.class, ValueParser.DOUBLE,
          boolean.class, ValueParser.FLAG,
          Boolean.class, ValueParser.FLAG,
          String.class, ValueParser.TEXT);

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
    String path = prefix + key;
    Class<?> type = component.getType();
    Bounds bounds = component.getAnnotation(Bounds.class);
    Rule[] rules = bounds == null ? new Rule[0] : Bounds.Rules.of(bounds);
    if (type == Optional.class) {
      return values.optional(path, parser(argument(component)), rules);
    }
    if (type == OptionalDouble.class) {
      return reader.optionalNumber(key, rules);
    }
    if (type == List.class) {
      return values.list(path, parser(argument(component)), rules);
    }
    if (type == Path.class) {
      return reader.file(key);
    }
    return type.isRecord()
        ? reader.section(key).record(type.asSubclass(Record.class))
        : values.single(path, parser(type), rules);
  }

  private static ValueParser<?> parser(Class<?> type) {
    ValueParser<?> parser = PARSERS.get(type);
    if (parser == null && !type.isEnum()) {
      throw new IllegalStateException("a setting has the type " + type + ", which no key can have");
    }
    return parser == null ? choice(type) : parser;
  }

  @SuppressWarnings("unchecked") // the type is an enum
  private static <E extends Enum<E>> ValueParser<?> choice(Class<?> type) {
    return ValueParser.of((Class<E>) type);
  }

  private static Class<?> argument(RecordComponent component) {
    ParameterizedType type = (ParameterizedType) component.getGenericType();
    return (Class<?>) type.getActualTypeArguments()[0];
  }
}
