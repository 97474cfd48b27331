package io.github.rrm4j.config;

import io.github.rrm4j.config.ConfigNode.Scalar;
import io.github.rrm4j.config.ConfigNode.Section;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Every key that exists, with its default and its meaning: the files of {@code configs/base}, which
 * travel inside the jar.
 *
 * <p>The comment lines directly above a key, at its indentation, are its description. A default of
 * {@code null} means "not set": the user must set it, unless it is read as an optional value. In a
 * section that is empty by default every key may stand. A section that begins with {@code extends:}
 * has the keys of that file, with what it writes itself as their defaults.
 */
public final class BaseConfig {
  /** What keys were called before. */
  private static final String RENAMED = "configs/base/renamed.yaml";

  /** Below every layer of the user. */
  static final int LAYER = Integer.MIN_VALUE;

  private final Section root;
  private final Map<String, String> descriptions;
  private final RenamedKeys renamed;
  private final Map<String, ConfigNode> byPath = new LinkedHashMap<>();

  private BaseConfig(Section root, Map<String, String> descriptions, RenamedKeys renamed) {
    this.root = root;
    this.descriptions = descriptions;
    this.renamed = renamed;
    root.putPaths("", byPath);
  }

  /**
   * The defaults from the class path, and the keys of {@value #RENAMED} that they had before.
   *
   * @param files resource names such as {@code configs/base/grpo.yaml}, in the order in which a
   *     resolved config lists their sections
   * @throws IllegalStateException when one is not there or two define the same section
   */
  public static BaseConfig fromClasspath(String... files) {
    Map<String, String> texts = new LinkedHashMap<>();
    for (String file : files) {
      texts.put(file, resource(file));
    }
    return of(texts, BaseConfig::resource, RenamedKeys.of(RENAMED, resource(RENAMED)));
  }

  private static String resource(String file) {
    try (InputStream in = BaseConfig.class.getResourceAsStream("/" + file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is not on the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(file + " cannot be read from the class path", e);
    }
  }

  /**
   * The defaults from texts, of which none extends another file.
   *
   * @param texts YAML by file name, in the order in which a resolved config lists their sections
   * @throws io.github.rrm4j.contracts.InvalidInput when one is not YAML or gives a key twice
   * @throws IllegalStateException when two define the same section
   */
  public static BaseConfig of(Map<String, String> texts) {
    return of(texts, texts::get, RenamedKeys.none());
  }

  /**
   * @param files the text of a file that a section extends, by its name
   */
  static BaseConfig of(
      Map<String, String> texts, UnaryOperator<String> files, RenamedKeys renamed) {
    Defaults defaults = new Defaults(files);
    Map<String, ConfigNode> entries = new LinkedHashMap<>();
    texts.forEach(
        (file, text) ->
            defaults
                .expanded("", defaults.parsed(file, text))
                .entries()
                .forEach((key, node) -> put(entries, key, node)));
    SourceLocation top = new SourceLocation(LAYER, "defaults", 0);
    return new BaseConfig(new Section(top, entries), defaults.descriptions, renamed);
  }

  private static void put(Map<String, ConfigNode> entries, String key, ConfigNode node) {
    ConfigNode earlier = entries.putIfAbsent(key, node);
    if (earlier != null) {
      throw new IllegalStateException(key + " is in " + earlier.place() + " and " + node.place());
    }
  }

  /** Reads the files; a section may extend another file, whose keys it has with other defaults. */
  private static final class Defaults {
    private final UnaryOperator<String> files;
    private final Map<String, List<String>> lines = new HashMap<>();
    private final Map<String, String> descriptions = new LinkedHashMap<>();

    Defaults(UnaryOperator<String> files) {
      this.files = files;
    }

    Section parsed(String file, String text) {
      lines.put(file, text.lines().toList());
      Problems problems = new Problems();
      Section section = YamlText.file(LAYER, file, text, problems);
      problems.throwIfAny();
      return section;
    }

    Section expanded(String prefix, Section section) {
      Map<String, ConfigNode> entries = new LinkedHashMap<>();
      section
          .entries()
          .forEach(
              (key, node) -> {
                if (key.equals(ConfigFiles.EXTENDS) && node instanceof Scalar file) {
                  entries.putAll(expanded(prefix, extended(file)).entries());
                  return;
                }
                String comment =
                    commentAbove(node.place().line(), lines.get(node.place().source()));
                if (!comment.isEmpty()) {
                  descriptions.put(prefix + key, comment);
                }
                entries.put(
                    key,
                    node instanceof Section child ? expanded(prefix + key + ".", child) : node);
              });
      return new Section(section.place(), entries);
    }

    private Section extended(Scalar named) {
      String folder = named.place().source().replaceFirst("[^/]*$", "");
      return parsed(folder + named.text(), files.apply(folder + named.text()));
    }
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

  /** Whether every key may stand in the section at the path, which is empty by default. */
  boolean isOpen(String path) {
    return byPath.get(path) instanceof Section section && section.entries().isEmpty();
  }

  /** The name that a key has now, where it had the name {@code path} before. */
  Optional<String> successor(String path) {
    return renamed.successor(path, byPath::containsKey);
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
