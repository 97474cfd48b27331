package io.github.rrm4j.config;

import io.github.rrm4j.config.ConfigNode.Items;
import io.github.rrm4j.config.ConfigNode.Scalar;
import io.github.rrm4j.config.ConfigNode.Section;
import io.github.rrm4j.contracts.InvalidInput;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;

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
  private final DeclaredValues values;

  ConfigReader(ConfigTree tree, Problems problems) {
    this(tree, "", problems, new DeclaredValues(tree, problems));
  }

  private ConfigReader(ConfigTree tree, String prefix, Problems problems, DeclaredValues values) {
    this.tree = tree;
    this.prefix = prefix;
    this.problems = problems;
    this.values = values;
  }

  /** The reader of a section; it shares the problems and declarations of this one. */
  public ConfigReader section(String key) {
    if (!(tree.at(prefix + key) instanceof Section)) {
      throw new IllegalStateException(prefix + key + " is not a section in configs/base");
    }
    return new ConfigReader(tree, prefix + key + ".", problems, values);
  }

  /** A whole number; 1_000 and 1e3 are whole numbers too. */
  public long integer(String key, Rule... rules) {
    return values.single(prefix + key, ValueParser.LONG, rules);
  }

  /** A whole number that fits an int. */
  public int count(String key, Rule... rules) {
    return values.single(prefix + key, ValueParser.INT, rules);
  }

  public Optional<Integer> optionalCount(String key, Rule... rules) {
    return values.optional(prefix + key, ValueParser.INT, rules);
  }

  public OptionalLong optionalInteger(String key, Rule... rules) {
    Optional<Long> value = values.optional(prefix + key, ValueParser.LONG, rules);
    return value.map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }

  /** A finite number. */
  public double number(String key, Rule... rules) {
    return values.single(prefix + key, ValueParser.DOUBLE, rules);
  }

  public OptionalDouble optionalNumber(String key, Rule... rules) {
    Optional<Double> value = values.optional(prefix + key, ValueParser.DOUBLE, rules);
    return value.map(OptionalDouble::of).orElseGet(OptionalDouble::empty);
  }

  public boolean flag(String key) {
    return values.single(prefix + key, ValueParser.FLAG);
  }

  public Optional<Boolean> optionalFlag(String key) {
    return values.optional(prefix + key, ValueParser.FLAG);
  }

  /** Any single value as it is written; {@code null} is not text. */
  public String text(String key, Rule... rules) {
    return values.single(prefix + key, ValueParser.TEXT, rules);
  }

  public Optional<String> optionalText(String key, Rule... rules) {
    return values.optional(prefix + key, ValueParser.TEXT, rules);
  }

  /** A constant of the enum, written in snake_case. */
  public <E extends Enum<E>> E choice(String key, Class<E> type) {
    return values.single(prefix + key, ValueParser.of(type));
  }

  public <E extends Enum<E>> Optional<E> optionalChoice(String key, Class<E> type) {
    return values.optional(prefix + key, ValueParser.of(type));
  }

  public List<Long> integers(String key, Rule... rules) {
    return values.list(prefix + key, ValueParser.LONG, rules);
  }

  public List<String> texts(String key, Rule... rules) {
    return values.list(prefix + key, ValueParser.TEXT, rules);
  }

  public <E extends Enum<E>> List<E> choices(String key, Class<E> type) {
    return values.list(prefix + key, ValueParser.of(type));
  }

  /**
   * A file, where a path is relative to the file that names it.
   *
   * @throws IllegalStateException when the key has no default
   */
  public Path file(String key) {
    String path = text(key);
    SourceLocation place = tree.at(prefix + key).place();
    String beside = place.line() > 0 ? place.source() : tree.mainPlace().source();
    return Path.of(beside).toAbsolutePath().resolveSibling(path).normalize();
  }

  /** All keys of this section that a settings record has components of. */
  public <R extends Record> R record(Class<R> type) {
    return new RecordBinder(this, values, prefix).bind(type);
  }

  /**
   * Records that some keys of this section may be set that one of several records has components
   * of, where other sections choose which.
   */
  public void declare(List<? extends Class<? extends Record>> types) {
    types.stream()
        .flatMap(type -> RecordBinder.keys(type).stream())
        .map(key -> prefix + key)
        .forEach(
            path ->
                values
                    .declarations()
                    .putIfAbsent(
                        path, new Declaration(path, ValueType.TEXT, false, true, List.of())));
  }

  /**
   * Records each key of this section that is not set though the record needs it, and each that is
   * set though the record has no component of it.
   *
   * @param others keys that are read besides
   * @param user completes "must be set" and "must not be set", such as "for the kind train"
   */
  public void expectKeysOf(Class<? extends Record> type, Set<String> others, String user) {
    List<String> known = RecordBinder.keys(type);
    for (String path : tree.pathsBelow(prefix)) {
      String key = path.substring(prefix.length());
      ConfigNode node = tree.at(path);
      boolean isNull = node instanceof Scalar scalar && scalar.isNull();
      boolean isSet = node.place().layer() != BaseConfig.LAYER && !isNull;
      if (isNull && RecordBinder.needs(type, key)) {
        problem(key, "is not set, must be " + user);
      } else if (isSet && !known.contains(key) && !others.contains(key)) {
        problem(key, "is set, must not be " + user);
      }
    }
  }

  /** A section in which every key may stand: its keys with their values as YAML on one line. */
  public Map<String, String> entries(String key) {
    values.remembered(Declaration.open(prefix + key));
    Map<String, String> entries = new LinkedHashMap<>();
    if (tree.at(prefix + key) instanceof Section section) {
      section.entries().forEach((name, node) -> entries.put(name, YamlWriter.inline(node)));
    }
    return entries;
  }

  /** A section in which every key may stand, each with a list of at least one value. */
  public Map<String, List<String>> lists(String key) {
    values.remembered(Declaration.open(prefix + key));
    Map<String, List<String>> lists = new LinkedHashMap<>();
    if (tree.at(prefix + key) instanceof Section section) {
      section.entries().forEach((name, node) -> lists.put(name, list(key + "." + name, node)));
    }
    return lists;
  }

  private List<String> list(String key, ConfigNode node) {
    if (node instanceof Items items && !items.items().isEmpty()) {
      return items.items().stream().map(YamlWriter::inline).toList();
    }
    problems.add(node.place(), prefix + key, "must be a list of at least one");
    return List.of();
  }

  /**
   * A list of sections. What a section does not say is taken from another one, which has the
   * defaults of all.
   *
   * @param key may be {@code null}
   * @param defaults a section beside {@code key}
   * @return a reader of each
   */
  public List<ConfigReader> sections(String key, String defaults) {
    return sections(key, defaults, Optional.empty());
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
    return sections(key, defaults, Optional.of(textKey));
  }

  private List<ConfigReader> sections(String key, String defaults, Optional<String> textKey) {
    String path = prefix + key;
    values.remembered(
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

  private ConfigReader item(
      String path, ConfigNode node, String defaults, Optional<String> textKey) {
    Section section = new Section(node.place(), Map.of());
    if (node instanceof Section given) {
      section = given;
    } else if (textKey.isPresent()) {
      section = new Section(node.place(), Map.of(textKey.get(), node));
    } else {
      problems.add(node.place(), path, "is " + node.shown() + ", must be a section");
    }
    if (textKey.isPresent() && !section.entries().containsKey(textKey.get())) {
      problems.add(node.place(), path, "has no " + textKey.get() + ", must have one, add it");
    }
    ConfigTree item = tree.over(path, defaults, section);
    return new ConfigReader(item, path + ".", problems, new DeclaredValues(item, problems));
  }

  /**
   * Records that a value does not fit others. A key that already has a problem gets no second one;
   * a value that is a default is the problem of the user's file.
   *
   * @param key of this section
   * @param text completes the line after the path: "is 3, must be a multiple of 4"
   */
  public void problem(String key, String text) {
    SourceLocation place = tree.at(prefix + key).place();
    boolean byDefault = place.layer() == BaseConfig.LAYER;
    problems.add(byDefault ? tree.mainPlace() : place, prefix + key, text);
  }

  /** Records {@link #problem} where something holds that must not. */
  public void problemIf(boolean wrong, String key, String text) {
    if (wrong) {
      problem(key, text);
    }
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
        .filter(
            entry -> !(entry.getValue() instanceof Section section) || section.entries().isEmpty())
        .map(Map.Entry::getKey)
        .filter(path -> !values.declarations().containsKey(path))
        .toList();
  }

  BaseConfig base() {
    return tree.base();
  }

  Collection<Declaration> declarations() {
    return values.declarations().values();
  }
}
