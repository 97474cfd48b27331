package io.github.rrm4j.config;

import io.github.rrm4j.config.ConfigNode.Items;
import io.github.rrm4j.config.ConfigNode.Scalar;
import io.github.rrm4j.config.ConfigNode.Section;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.NearestName;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A config with all its layers merged: defaults, extended files, the user's file, {@code --set}.
 *
 * <p>Sections merge key by key; lists and single values replace what is below them. The tree always
 * has exactly the keys of the {@link BaseConfig}: any other key is a problem. A section that is
 * written without keys changes nothing.
 */
public final class ConfigTree {
  private static final int KEYS_IN_A_HINT = 12;

  private final BaseConfig base;
  private final SourceLocation mainPlace;
  private final Problems problems = new Problems();
  private final Map<String, ConfigNode> byPath = new LinkedHashMap<>();
  private Section root;

  private ConfigTree(BaseConfig base, SourceLocation mainPlace) {
    this.base = base;
    this.mainPlace = mainPlace;
    this.root = base.root();
  }

  /**
   * Reads a config file.
   *
   * @param file the user's file; it may name one other file after {@code extends:}, relative to
   *     itself
   * @param settings {@code a.b=value}, later ones win; the value is YAML
   * @throws InvalidInput when a file is missing or is not YAML; what is wrong with keys and values
   *     is reported by {@link ConfigReader#finish()}
   */
  public static ConfigTree load(BaseConfig base, Path file, List<String> settings) {
    ConfigTree tree = new ConfigTree(base, new SourceLocation(0, file.toString(), 0));
    for (Section layer : ConfigFiles.chain(file, tree.problems)) {
      tree.root = tree.merged("", tree.root, layer);
    }
    return tree.with(settings);
  }

  /**
   * The defaults with some settings.
   *
   * @param settings {@code a.b=value}, later ones win; the value is YAML
   * @throws InvalidInput when a value is not YAML
   */
  public static ConfigTree defaults(BaseConfig base, List<String> settings) {
    return new ConfigTree(base, new SourceLocation(0, "config", 0)).with(settings);
  }

  private ConfigTree with(List<String> settings) {
    for (int i = 0; i < settings.size(); i++) {
      set(i + 1, settings.get(i));
    }
    root.putPaths("", byPath);
    return this;
  }

  private void set(int layer, String setting) {
    int equals = setting.indexOf('=');
    String path = (equals < 0 ? setting : setting.substring(0, equals)).strip();
    SourceLocation place = new SourceLocation(layer, "--set " + path, 0);
    if (equals < 0 || path.isEmpty()) {
      problems.add(place, "is not KEY=VALUE, must be like --set section.key=value");
      return;
    }
    ConfigNode node = YamlText.value(place, setting.substring(equals + 1), problems);
    if (!base.byPath().containsKey(path)) {
      unknown(path, node);
      return;
    }
    String[] keys = path.split("\\.");
    for (int i = keys.length - 1; i >= 0; i--) {
      node = new Section(place, Map.of(keys[i], node));
    }
    root = merged("", root, (Section) node);
  }

  private Section merged(String prefix, Section below, Section above) {
    Map<String, ConfigNode> entries = new LinkedHashMap<>(below.entries());
    above
        .entries()
        .forEach(
            (key, node) -> {
              String path = prefix + key;
              ConfigNode old = below.entries().get(key);
              if (old == null) {
                unknown(path, node);
              } else if (!(old instanceof Section oldSection)) {
                entries.put(key, node);
              } else if (node instanceof Section section) {
                entries.put(
                    key,
                    base.isOpen(path)
                        ? joined(oldSection, section)
                        : merged(path + ".", oldSection, section));
              } else if (!(node instanceof Scalar scalar && scalar.isNull())) {
                problems.add(node.place(), path, "is " + node.shown() + ", must be a section");
              }
            });
    return new Section(below.place(), entries);
  }

  /** Two sections in which every key may stand. */
  private static Section joined(Section below, Section above) {
    Map<String, ConfigNode> entries = new LinkedHashMap<>(below.entries());
    entries.putAll(above.entries());
    return new Section(above.place(), entries);
  }

  /** A key that has no default; what stands below a renamed one is looked at all the same. */
  private void unknown(String path, ConfigNode node) {
    Optional<String> successor = base.successor(path);
    if (successor.isEmpty()) {
      problems.add(node.place(), unknown(path));
      return;
    }
    problems.add(node.place(), path + " was renamed; write " + successor.get());
    if (node instanceof Section section
        && base.byPath().get(successor.get()) instanceof Section known) {
      merged(successor.get() + ".", known, section);
    }
  }

  private String unknown(String path) {
    String start = "unknown key " + path + "; ";
    String key = path.substring(path.lastIndexOf('.') + 1);
    if (path.equals("extends")) {
      return start + "it belongs at the top of a config file";
    }
    if (base.byPath().containsKey(path)) {
      return start + "write " + key + " below " + path.substring(0, path.lastIndexOf('.')) + ":";
    }
    Optional<String> meant = NearestName.ofPath(path, base.paths());
    if (meant.isPresent()) {
      return start + "did you mean " + meant.get() + "?";
    }
    String section = path.substring(0, Math.max(0, path.lastIndexOf('.')));
    ConfigNode parent = section.isEmpty() ? base.root() : base.byPath().get(section);
    if (!(parent instanceof Section known)) {
      return start + section + " has no keys";
    }
    String keys =
        known.entries().keySet().stream().limit(KEYS_IN_A_HINT).collect(Collectors.joining(", "));
    String more = known.entries().size() > KEYS_IN_A_HINT ? ", ..." : "";
    return start + (section.isEmpty() ? "there are " : section + " has ") + keys + more;
  }

  /**
   * Replaces words in braces: where the section at {@code path} has {@code size: 7B}, {@code
   * {size}} in any text becomes 7B.
   */
  public ConfigTree withWords(String path) {
    if (at(path) instanceof Section words) {
      root = (Section) replaced(root, words);
      byPath.clear();
      root.putPaths("", byPath);
    }
    return this;
  }

  private static ConfigNode replaced(ConfigNode node, Section words) {
    if (node instanceof Section section) {
      Map<String, ConfigNode> entries = new LinkedHashMap<>();
      section.entries().forEach((key, child) -> entries.put(key, replaced(child, words)));
      return new Section(section.place(), entries);
    }
    if (node instanceof Items items) {
      return new Items(
          items.place(), items.items().stream().map(item -> replaced(item, words)).toList());
    }
    Scalar scalar = (Scalar) node;
    String text = scalar.text();
    for (Map.Entry<String, ConfigNode> word : words.entries().entrySet()) {
      if (word.getValue() instanceof Scalar value) {
        text = text.replace("{" + word.getKey() + "}", value.text());
      }
    }
    return new Scalar(scalar.place(), text, scalar.plain());
  }

  /**
   * A tree that holds, at {@code path}, a section of this one with another laid over it; what is
   * unknown in that one becomes a problem of this tree.
   */
  ConfigTree over(String path, String defaults, Section section) {
    ConfigTree item = new ConfigTree(base, section.place());
    if (at(defaults) instanceof Section below) {
      merged(defaults + ".", below, section).putPaths(path + ".", item.byPath);
    }
    return item;
  }

  /** A reader of the whole tree, which starts with the problems found so far. */
  public ConfigReader reader() {
    return new ConfigReader(this, problems);
  }

  /**
   * The config as YAML with every key in the order of the defaults. It loads again, on its own, to
   * the same config and the same text.
   */
  public String resolvedYaml() {
    return YamlWriter.text(root);
  }

  BaseConfig base() {
    return base;
  }

  /** Where a missing value belongs: the user's file. */
  SourceLocation mainPlace() {
    return mainPlace;
  }

  /** Paths that start with {@code prefix}, sections included. */
  List<String> pathsBelow(String prefix) {
    return byPath.keySet().stream().filter(path -> path.startsWith(prefix)).toList();
  }

  /**
   * The node at a path.
   *
   * @throws IllegalStateException when the defaults do not have the path
   */
  ConfigNode at(String path) {
    ConfigNode node = byPath.get(path);
    if (node == null) {
      throw new IllegalStateException(path + " is read but has no default in configs/base");
    }
    return node;
  }
}
