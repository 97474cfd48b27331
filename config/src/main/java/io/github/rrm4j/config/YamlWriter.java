package io.github.rrm4j.config;

import io.github.rrm4j.config.ConfigNode.Items;
import io.github.rrm4j.config.ConfigNode.Scalar;
import io.github.rrm4j.config.ConfigNode.Section;
import io.github.rrm4j.contracts.Text;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes {@link ConfigNode}s as YAML: one value a line, no comments, the same bytes every time. */
final class YamlWriter {
  /** What needs no quotes wherever it stands. */
  private static final Pattern SAFE =
      Pattern.compile("[A-Za-z0-9_./+-]([A-Za-z0-9_./+@=-]| (?=[A-Za-z0-9_./+=-]))*");

  private final StringBuilder out = new StringBuilder();

  private YamlWriter() {}

  static String text(Section root) {
    YamlWriter writer = new YamlWriter();
    root.entries().forEach((key, node) -> writer.entry("", scalar(key), node));
    return writer.out.toString();
  }

  private void entry(String indent, String key, ConfigNode node) {
    out.append(indent).append(key).append(':');
    value(indent, node);
  }

  /** A value on one line; a text is quoted, so that it stays a text wherever the line goes. */
  static String inline(ConfigNode node) {
    if (node instanceof Items items) {
      return items.items().stream()
          .map(YamlWriter::inline)
          .collect(Collectors.joining(",", "[", "]"));
    }
    if (node instanceof Section section) {
      return section.entries().entrySet().stream()
          .map(entry -> quoted(entry.getKey()) + ":" + inline(entry.getValue()))
          .collect(Collectors.joining(",", "{", "}"));
    }
    Scalar scalar = (Scalar) node;
    if (scalar.isNull()) {
      return "null";
    }
    return scalar.plain() && !isOnlyText(scalar.text()) ? scalar.text() : quoted(scalar.text());
  }

  /** Writes what follows a key or a dash, with the line's end. */
  private void value(String indent, ConfigNode node) {
    if (node instanceof Section section && !section.entries().isEmpty()) {
      out.append('\n');
      section.entries().forEach((key, child) -> entry(indent + "  ", scalar(key), child));
    } else if (node instanceof Items items && !items.items().isEmpty()) {
      out.append('\n');
      for (ConfigNode item : items.items()) {
        out.append(indent).append("  -");
        value(indent + "  ", item);
      }
    } else {
      out.append(' ').append(single(node)).append('\n');
    }
  }

  private static String single(ConfigNode node) {
    if (!(node instanceof Scalar scalar)) {
      return node instanceof Items ? "[]" : "{}";
    }
    if (scalar.isNull()) {
      return "null";
    }
    boolean plainMeansTheSame = scalar.plain() || isOnlyText(scalar.text());
    return plainMeansTheSame ? scalar(scalar.text()) : quoted(scalar.text());
  }

  private static boolean isOnlyText(String text) {
    Scalar plain = new Scalar(new SourceLocation(0, "", 0), text, true);
    return !plain.isNull() && plain.decimal().isEmpty() && plain.flag().isEmpty();
  }

  private static String scalar(String text) {
    boolean marker = text.equals("-") || text.startsWith("- ") || text.startsWith("---");
    return SAFE.matcher(text).matches() && !marker && !text.equals("...") ? text : quoted(text);
  }

  /** The text as a double-quoted YAML scalar on one line. */
  static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\t' -> quoted.append("\\t");
        default -> {
          boolean bare =
              c >= ' ' && c < 0x7f || c > 0xa0 && c != 0x2028 && c != 0x2029 && c != 0xfeff;
          quoted.append(bare ? String.valueOf(c) : Text.format("\\u%04x", (int) c));
        }
      }
    }
    return quoted.append('"').toString();
  }
}
