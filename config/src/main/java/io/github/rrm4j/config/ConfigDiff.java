package io.github.rrm4j.config;

import io.github.rrm4j.config.ConfigNode.Items;
import io.github.rrm4j.config.ConfigNode.Scalar;
import io.github.rrm4j.config.ConfigNode.Section;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** What changed between two resolved configs, say a run's and the one it shall be resumed with. */
public final class ConfigDiff {
  private static final String ABSENT = "(absent)";

  /** Zeros that a number is written out with; one with more keeps its exponent. */
  private static final int LONGEST = 12;

  private ConfigDiff() {}

  /**
   * Lines {@code grpo.clip_range: 0.2 -> 0.3} in the order of the first config; then the keys that
   * only the second one has. Numbers are compared by value. The configs need not have the same
   * keys: an older version may have written one of them.
   *
   * @param before resolved YAML
   * @param after resolved YAML
   * @throws io.github.rrm4j.contracts.InvalidInput when one is not YAML
   */
  public static List<String> between(String before, String after) {
    Map<String, String> old = values("config before", before);
    Map<String, String> now = values("config after", after);
    Set<String> paths = new LinkedHashSet<>(old.keySet());
    paths.addAll(now.keySet());
    return paths.stream()
        .filter(path -> !Objects.equals(old.get(path), now.get(path)))
        .map(
            path ->
                path
                    + ": "
                    + old.getOrDefault(path, ABSENT)
                    + " -> "
                    + now.getOrDefault(path, ABSENT))
        .toList();
  }

  private static Map<String, String> values(String name, String yaml) {
    Problems problems = new Problems();
    Section root = YamlText.file(0, name, yaml, problems);
    problems.throwIfAny();
    Map<String, String> values = new LinkedHashMap<>();
    collect("", root, values);
    return values;
  }

  private static void collect(String prefix, Section section, Map<String, String> values) {
    section
        .entries()
        .forEach(
            (key, node) -> {
              if (node instanceof Section child) {
                collect(prefix + key + ".", child, values);
              } else {
                values.put(prefix + key, canonical(node));
              }
            });
  }

  private static String canonical(ConfigNode node) {
    if (node instanceof Items items) {
      return items.items().stream()
          .map(ConfigDiff::canonical)
          .collect(Collectors.joining(", ", "[", "]"));
    }
    if (node instanceof Scalar scalar && !scalar.isNull()) {
      return scalar.decimal().map(number -> plain(number)).orElse(scalar.text());
    }
    return node instanceof Section section ? YamlWriter.text(section).strip() : "null";
  }

  private static String plain(BigDecimal number) {
    BigDecimal stripped = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
    return Math.abs(stripped.scale()) <= LONGEST ? stripped.toPlainString() : stripped.toString();
  }
}
