package io.github.rrm4j.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * JSON as Python's {@code json.dumps} writes it.
 *
 * @param indent blanks of one level of indentation; negative for one line
 * @param ascii whether other characters are escaped
 * @param comma between elements
 * @param colon after a key
 * @param sorted whether keys are sorted
 */
record PythonJson(int indent, boolean ascii, String comma, String colon, boolean sorted) {

  String text(Object value) {
    StringBuilder out = new StringBuilder();
    write(value, 0, out);
    return out.toString();
  }

  private void write(Object value, int level, StringBuilder out) {
    if (value instanceof String text) {
      string(text, out);
    } else if (value == None.NONE) {
      out.append("null");
    } else if (value instanceof Boolean || value instanceof Long) {
      out.append(value);
    } else if (value instanceof Double number) {
      out.append(number(number));
    } else if (value instanceof List<?> list) {
      sequence(list, level, out);
    } else if (value instanceof Tuple tuple) {
      sequence(tuple.elements(), level, out);
    } else if (value instanceof Map<?, ?> map) {
      mapping(map, level, out);
    } else {
      throw new TemplateError("a " + Values.type(value) + " cannot be written as JSON");
    }
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "NaN";
    }
    return Double.isInfinite(value)
        ? (value > 0 ? "Infinity" : "-Infinity")
        : PythonText.number(value);
  }

  private void sequence(List<?> elements, int level, StringBuilder out) {
    out.append('[');
    for (int i = 0; i < elements.size(); i++) {
      out.append(i == 0 ? "" : comma);
      newLine(level + 1, out);
      write(elements.get(i), level + 1, out);
    }
    if (!elements.isEmpty()) {
      newLine(level, out);
    }
    out.append(']');
  }

  private void mapping(Map<?, ?> map, int level, StringBuilder out) {
    List<String> keys = new ArrayList<>();
    map.keySet().forEach(key -> keys.add((String) key));
    if (sorted) {
      keys.sort(Comparison::codePoints);
    }
    out.append('{');
    for (int i = 0; i < keys.size(); i++) {
      out.append(i == 0 ? "" : comma);
      newLine(level + 1, out);
      string(keys.get(i), out);
      out.append(colon);
      write(map.get(keys.get(i)), level + 1, out);
    }
    if (!keys.isEmpty()) {
      newLine(level, out);
    }
    out.append('}');
  }

  private void newLine(int level, StringBuilder out) {
    if (indent >= 0) {
      out.append('\n').append(" ".repeat(indent * level));
    }
  }

  private void string(String text, StringBuilder out) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\f' -> out.append("\\f");
        case '\b' -> out.append("\\b");
        default -> {
          if (c < ' ' || (ascii && c > '~')) {
            out.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
