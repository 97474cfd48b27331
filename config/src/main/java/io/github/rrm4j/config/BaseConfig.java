package io.github.rrm4j.config;

import io.github.rrm4j.config.ConfigNode.Section;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Every key that exists, with its default and its meaning: the files of {@code configs/base}, which
 * travel inside the jar.
 *
 * <p>The comment lines directly above a key, at its indentation, are its description. A default of
 * {@code null} means "not set": the user must set it, unless it is read as an optional value.
 */
public final class BaseConfig {
  /** Below every layer of the user. */
  static final int LAYER = Integer.MIN_VALUE;

  private final Section root;
  private final Map<String, String> descriptions;
  private final Map<String, ConfigNode> byPath = new LinkedHashMap<>();

  private BaseConfig(Section root, Map<String, String> descriptions) {
    this.root = root;
    this.descriptions = descriptions;
    index("", root);
  }

  /**
   * The defaults from the class path.
   *
   * @param files resource names such as {@code configs/base/grpo.yaml}, in the order in which a
   *     resolved config lists their sections
   * @throws IllegalStateException when one is not there or two define the same section
   */
  public static BaseConfig fromClasspath(String... files) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String file : files) {
      try (InputStream in = BaseConfig.class.getResourceAsStream("/" + file)) {
        if (in == null) {
          throw new IllegalStateException(file + " is not on the class path");
        }
        texts.put(file, new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new IllegalStateException(file + " cannot be read from the class path", e);
      }
    }
    return of(texts);
  }

  /**
   * The defaults from texts.
   *
   * @param texts YAML by file name, in the order in which a resolved config lists their sections
   * @throws io.github.rrm4j.contracts.InvalidInput when one is not YAML or gives a key twice
   * @throws IllegalStateException when two define the same section
   */
  public static BaseConfig of(Map<String, String> texts) {
    Map<String, ConfigNode> entries = new LinkedHashMap<>();
    Map<String, String> descriptions = new LinkedHashMap<>();
    texts.forEach(
        (file, text) -> {
          Problems problems = new Problems();
          Section section = YamlText.file(LAYER, file, text, problems);
          problems.throwIfAny();
          section.entries().forEach((key, node) -> put(entries, key, node));
          describe("", section, text.lines().toList(), descriptions);
        });
    return new BaseConfig(new Section(new Place(LAYER, "defaults", 0), entries), descriptions);
  }

  private static void put(Map<String, ConfigNode> entries, String key, ConfigNode node) {
    ConfigNode earlier = entries.putIfAbsent(key, node);
    if (earlier != null) {
      throw new IllegalStateException(key + " is in " + earlier.place() + " and " + node.place());
    }
  }

  private static void describe(
      String prefix, Section section, List<String> lines, Map<String, String> descriptions) {
    section
        .entries()
        .forEach(
            (key, node) -> {
              String comment = commentAbove(node.place().line(), lines);
              if (!comment.isEmpty()) {
                descriptions.put(prefix + key, comment);
              }
              if (node instanceof Section child) {
                describe(prefix + key + ".", child, lines, descriptions);
              }
            });
  }

  private static String commentAbove(int line, List<String> lines) {
    String key = lines.get(line - 1);
    String start = key.substring(0, key.length() - key.stripLeading().length()) + "#";
    List<String> comment = new ArrayList<>();
    for (int above = line - 2; above >= 0 && lines.get(above).startsWith(start); above--) {
      comment.add(0, lines.get(above).substring(start.length()).strip());
    }
    return String.join(" ", comment).strip();
  }

  private void index(String prefix, Section section) {
    section
        .entries()
        .forEach(
            (key, node) -> {
              byPath.put(prefix + key, node);
              if (node instanceof Section child) {
                index(prefix + key + ".", child);
              }
            });
  }

  Section root() {
    return root;
  }

  /** Paths of all sections and values, in the order of the files. */
  List<String> paths() {
    return List.copyOf(byPath.keySet());
  }

  /** Defaults by path, sections included. */
  Map<String, ConfigNode> byPath() {
    return Collections.unmodifiableMap(byPath);
  }

  /** The comment above the key, empty when there is none. */
  String description(String path) {
    return descriptions.getOrDefault(path, "");
  }
}
