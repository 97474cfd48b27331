package io.github.rrm4j.config;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** One node of a config, with the place where the user wrote it. */
sealed interface ConfigNode {
  /** The line of the key for a value in a section, the line of the value for an item of a list. */
  SourceLocation place();

  /** The value as a message shows it. */
  String shown();

  /** Keys and their values, in the order in which they were written. */
  record Section(SourceLocation place, Map<String, ConfigNode> entries) implements ConfigNode {
    public Section {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    /** Puts every node below this section into a map, by its dotted path. */
    void putPaths(String prefix, Map<String, ConfigNode> into) {
      entries.forEach(
          (key, node) -> {
            into.put(prefix + key, node);
            if (node instanceof Section child) {
              child.putPaths(prefix + key + ".", into);
            }
          });
    }

    @Override
    public String shown() {
      return "a section";
    }
  }

  record Items(SourceLocation place, List<ConfigNode> items) implements ConfigNode {
    public Items {
      items = List.copyOf(items);
    }

    @Override
    public String shown() {
      return "a list";
    }
  }

  /**
   * A single value, not yet interpreted.
   *
   * @param plain whether it stands without quotes; only then can it be null, a number or a flag
   */
  record Scalar(SourceLocation place, String text, boolean plain) implements ConfigNode {
    private static final Pattern NUMBER =
        Pattern.compile("[-+]?(\\d[\\d_]*(\\.[\\d_]*)?|\\.\\d[\\d_]*)([eE][-+]?\\d{1,4})?");
    private static final int SHOWN_LENGTH = 60;

    boolean isNull() {
      return plain && List.of("", "~", "null", "Null", "NULL").contains(text);
    }

    /** The exact number written here; 1_000 and 1e3 are the same one. */
    Optional<BigDecimal> decimal() {
      if (!plain || !NUMBER.matcher(text).matches()) {
        return Optional.empty();
      }
      return Optional.of(new BigDecimal(text.replace("_", "")));
    }

    Optional<Long> wholeNumber() {
      Optional<BigDecimal> decimal = decimal();
      if (decimal.isEmpty() || decimal.get().precision() - decimal.get().scale() > 19) {
        return Optional.empty();
      }
      try {
        return Optional.of(decimal.get().longValueExact());
      } catch (ArithmeticException fractionOrTooLarge) {
        return Optional.empty();
      }
    }

    /** The nearest double; empty when it would be infinite. */
    Optional<Double> number() {
      return decimal().map(BigDecimal::doubleValue).filter(Double::isFinite);
    }

    Optional<Boolean> flag() {
      return switch (plain ? text : "") {
        case "true", "True", "TRUE" -> Optional.of(true);
        case "false", "False", "FALSE" -> Optional.of(false);
        default -> Optional.empty();
      };
    }

    Optional<String> string() {
      return isNull() ? Optional.empty() : Optional.of(text);
    }

    @Override
    public String shown() {
      if (isNull()) {
        return "not set";
      }
      String start = text.length() <= SHOWN_LENGTH ? text : text.substring(0, SHOWN_LENGTH) + "...";
      return plain && !start.contains("\n") ? start : YamlWriter.quoted(start);
    }
  }
}
