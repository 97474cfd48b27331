package io.github.rrm4j.config;

import io.github.rrm4j.config.ConfigNode.Items;
import io.github.rrm4j.config.ConfigNode.Scalar;
import io.github.rrm4j.config.ConfigNode.Section;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Word;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Function;

/**
 * Takes typed values out of a {@link ConfigTree} and remembers what was expected of each.
 *
 * <p>A wrong value is recorded and the default is returned instead, so that the reading goes on and
 * {@link #finish()} can report everything at once. Where the default itself is missing or wrong the
 * value is 1, false, "unset" or the first name of the set. Do nothing with the values before {@link
 * #finish()} has returned.
 *
 * <p>Every method throws {@link IllegalStateException} when the key has no default in {@code
 * configs/base} or is read twice in different ways: both are mistakes of the program.
 */
public final class ConfigReader {
  private final ConfigTree tree;
  private final String prefix;
  private final Problems problems;
  private final Map<String, Declaration> declarations;

  ConfigReader(ConfigTree tree, Problems problems) {
    this(tree, "", problems, new LinkedHashMap<>());
  }

  private ConfigReader(
      ConfigTree tree, String prefix, Problems problems, Map<String, Declaration> declarations) {
    this.tree = tree;
    this.prefix = prefix;
    this.problems = problems;
    this.declarations = declarations;
  }

  /** The reader of a section; it shares the problems and declarations of this one. */
  public ConfigReader section(String key) {
    if (!(tree.at(prefix + key) instanceof Section)) {
      throw new IllegalStateException(prefix + key + " is not a section in configs/base");
    }
    return new ConfigReader(tree, prefix + key + ".", problems, declarations);
  }

  /** A whole number; 1_000 and 1e3 are whole numbers too. */
  public long integer(String key, Rule... rules) {
    return single(declared(key, ValueType.WHOLE_NUMBER, rules), Scalar::wholeNumber, 1L);
  }

  /** A whole number that fits an int. */
  public int count(String key, Rule... rules) {
    return single(
        declared(key, ValueType.WHOLE_NUMBER, rules),
        scalar -> scalar.wholeNumber().filter(n -> n == n.intValue()).map(Long::intValue),
        1);
  }

  public OptionalLong optionalInteger(String key, Rule... rules) {
    Optional<Long> value =
        optional(optionally(key, ValueType.WHOLE_NUMBER, rules), Scalar::wholeNumber, 1L);
    return value.map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }

  /** A finite number. */
  public double number(String key, Rule... rules) {
    return single(declared(key, ValueType.NUMBER, rules), Scalar::number, 1.0);
  }

  public OptionalDouble optionalNumber(String key, Rule... rules) {
    Optional<Double> value =
        optional(optionally(key, ValueType.NUMBER, rules), Scalar::number, 1.0);
    return value.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
  }

  public boolean flag(String key) {
    return single(declared(key, ValueType.FLAG), Scalar::flag, false);
  }

  public Optional<Boolean> optionalFlag(String key) {
    return optional(optionally(key, ValueType.FLAG), Scalar::flag, false);
  }

  /** Any single value as it is written; {@code null} is not text. */
  public String text(String key, Rule... rules) {
    return single(declared(key, ValueType.TEXT, rules), Scalar::string, "unset");
  }

  public Optional<String> optionalText(String key, Rule... rules) {
    return optional(optionally(key, ValueType.TEXT, rules), Scalar::string, "unset");
  }

  /** A constant of the enum, written in snake_case. */
  public <E extends Enum<E>> E choice(String key, Class<E> type) {
    Map<String, E> constants = constants(type);
    return single(
        declared(key, ValueType.TEXT, names(constants)),
        scalar -> scalar.string().map(name -> constants.get(name)),
        type.getEnumConstants()[0]);
  }

  public <E extends Enum<E>> Optional<E> optionalChoice(String key, Class<E> type) {
    Map<String, E> constants = constants(type);
    return optional(
        optionally(key, ValueType.TEXT, names(constants)),
        scalar -> scalar.string().map(name -> constants.get(name)),
        type.getEnumConstants()[0]);
  }

  public List<Long> integers(String key, Rule... rules) {
    return list(key, ValueType.WHOLE_NUMBER, Scalar::wholeNumber, rules);
  }

  public List<Double> numbers(String key, Rule... rules) {
    return list(key, ValueType.NUMBER, Scalar::number, rules);
  }

  public List<String> texts(String key, Rule... rules) {
    return list(key, ValueType.TEXT, Scalar::string, rules);
  }

  public <E extends Enum<E>> List<E> choices(String key, Class<E> type) {
    Map<String, E> constants = constants(type);
    return list(
        key,
        ValueType.TEXT,
        scalar -> scalar.string().map(name -> constants.get(name)),
        names(constants));
  }

  /**
   * One section or several, where the user may write a text for a section that sets only one key: a
   * text, a section, or a list of texts and sections. What a section does not say is taken from
   * another one, which has the defaults of all.
   *
   * @param key may be {@code null}
   * @param defaults a section beside {@code key}
   * @param textKey the key that a text stands for; every section must set it
   * @return a reader of each; none where the key is not set
   */
  public List<ConfigReader> sections(String key, String defaults, String textKey) {
    String path = prefix + key;
    remembered(
        new Declaration(
            path, ValueType.TEXT, false, true, List.of(), Optional.of(prefix + defaults)));
    ConfigNode node = tree.at(path);
    List<ConfigReader> readers = new ArrayList<>();
    if (node instanceof Items items) {
      for (ConfigNode item : items.items()) {
        String place = path + "[" + readers.size() + "]";
        readers.add(item(place, item, prefix + defaults, textKey));
      }
    } else if (!(node instanceof Scalar scalar && scalar.isNull())) {
      readers.add(item(path, node, prefix + defaults, textKey));
    }
    return readers;
  }

  private ConfigReader item(String path, ConfigNode node, String defaults, String textKey) {
    Section section =
        node instanceof Section given ? given : new Section(node.place(), Map.of(textKey, node));
    if (!section.entries().containsKey(textKey)) {
      problems.add(node.place(), path, "has no " + textKey + ", must have one, add it");
    }
    ConfigTree item = tree.over(path, defaults, section);
    return new ConfigReader(item, path + ".", problems, new LinkedHashMap<>());
  }

  /**
   * Records that a value does not fit others. A key that already has a problem gets no second one;
   * a value that is a default is the problem of the user's file.
   *
   * @param key of this section
   * @param text completes the line after the path: "is 3, must be a multiple of 4"
   */
  public void problem(String key, String text) {
    Place place = tree.at(prefix + key).place();
    boolean byDefault = place.layer() == BaseConfig.LAYER;
    problems.add(byDefault ? tree.mainPlace() : place, prefix + key, text);
  }

  /** All problems so far, one line each, in the order of files and lines. */
  public List<String> problems() {
    return problems.lines();
  }

  /**
   * Ends the reading.
   *
   * @throws InvalidInput with one line for each problem, when there is one
   */
  public void finish() {
    problems.throwIfAny();
  }

  /** Paths of defaults that were never read: dead keys once the whole config has been read. */
  public List<String> unread() {
    return tree.base().byPath().entrySet().stream()
        .filter(entry -> !(entry.getValue() instanceof Section))
        .map(Map.Entry::getKey)
        .filter(path -> !declarations.containsKey(path))
        .toList();
  }

  BaseConfig base() {
    return tree.base();
  }

  Collection<Declaration> declarations() {
    return declarations.values();
  }

  private Declaration declared(String key, ValueType type, Rule... rules) {
    return remembered(new Declaration(prefix + key, type, false, false, List.of(rules)));
  }

  private Declaration optionally(String key, ValueType type, Rule... rules) {
    return remembered(new Declaration(prefix + key, type, false, true, List.of(rules)));
  }

  private Declaration remembered(Declaration declaration) {
    Declaration earlier = declarations.putIfAbsent(declaration.path(), declaration);
    if (earlier != null && !earlier.equals(declaration)) {
      throw new IllegalStateException(declaration.path() + " is read in two different ways");
    }
    return declaration;
  }

  private <T> T single(
      Declaration declaration, Function<Scalar, Optional<T>> parse, T placeholder) {
    ConfigNode node = tree.at(declaration.path());
    Optional<T> value = accepted(declaration, node, parse);
    if (value.isEmpty()) {
      report(declaration, declaration.path(), node, parse);
      value = accepted(declaration, tree.base().byPath().get(declaration.path()), parse);
    }
    return value.orElse(placeholder);
  }

  private <T> Optional<T> optional(
      Declaration declaration, Function<Scalar, Optional<T>> parse, T placeholder) {
    boolean unset = tree.at(declaration.path()) instanceof Scalar scalar && scalar.isNull();
    return unset ? Optional.empty() : Optional.of(single(declaration, parse, placeholder));
  }

  private <T> List<T> list(
      String key, ValueType type, Function<Scalar, Optional<T>> parse, Rule... rules) {
    Declaration declaration =
        remembered(new Declaration(prefix + key, type, true, false, List.of(rules)));
    ConfigNode node = tree.at(declaration.path());
    if (!(node instanceof Items items)) {
      report(declaration, declaration.path(), node, parse);
      return List.of();
    }
    List<T> values = new ArrayList<>();
    for (int i = 0; i < items.items().size(); i++) {
      ConfigNode item = items.items().get(i);
      Optional<T> value = accepted(declaration, item, parse);
      if (value.isEmpty()) {
        Declaration each =
            new Declaration(declaration.path(), type, false, false, declaration.rules());
        report(each, declaration.path() + "[" + i + "]", item, parse);
      }
      value.ifPresent(values::add);
    }
    return List.copyOf(values);
  }

  private static <T> Optional<T> accepted(
      Declaration declaration, ConfigNode node, Function<Scalar, Optional<T>> parse) {
    if (!(node instanceof Scalar scalar)) {
      return Optional.empty();
    }
    return parse.apply(scalar).filter(value -> value instanceof Enum || declaration.allows(value));
  }

  private <T> void report(
      Declaration declaration, String path, ConfigNode node, Function<Scalar, Optional<T>> parse) {
    String expected = "must be " + declaration.expected();
    if (node instanceof Scalar scalar && scalar.isNull()) {
      if (node.place().layer() == BaseConfig.LAYER) {
        String remedy = "; add it or use --set " + path + "=VALUE";
        problems.add(tree.mainPlace(), path, "is not set, " + expected + remedy);
      } else {
        problems.add(node.place(), path, "is not set, " + expected);
      }
      return;
    }
    boolean rightType =
        !declaration.list() && node instanceof Scalar scalar && parse.apply(scalar).isPresent();
    String wanted = rightType ? "must be " + declaration.rulesWording() : expected;
    String hint =
        node instanceof Scalar scalar
            ? NearestName.of(scalar.text(), declaration.names())
                .map(name -> "; did you mean " + name + "?")
                .orElse("")
            : "";
    problems.add(node.place(), path, "is " + node.shown() + ", " + wanted + hint);
  }

  private static <E extends Enum<E>> Map<String, E> constants(Class<E> type) {
    Map<String, E> constants = new LinkedHashMap<>();
    Arrays.stream(type.getEnumConstants())
        .forEach(constant -> constants.put(Word.of(constant), constant));
    return constants;
  }

  private static Rule names(Map<String, ?> constants) {
    return Rule.oneOf(constants.keySet().toArray(String[]::new));
  }
}
