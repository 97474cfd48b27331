package io.github.rrm4j.jinja;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Values as Python's {@code str} and {@code repr} write them. */
final class PythonText {

  private PythonText() {}

  /** What {@code {{ value }}} writes. */
  static String str(Object value) {
    if (value instanceof String text) {
      return text;
    }
    return value instanceof Undefined ? "" : repr(value);
  }

  private static String repr(Object value) {
    if (value instanceof String text) {
      return quoted(text);
    }
    if (value == None.NONE) {
      return "None";
    }
    if (value instanceof Boolean flag) {
      return flag ? "True" : "False";
    }
    if (value instanceof Long) {
      return value.toString();
    }
    if (value instanceof Double number) {
      return number(number);
    }
    if (value instanceof List<?> list) {
      return list.stream().map(PythonText::repr).collect(Collectors.joining(", ", "[", "]"));
    }
    if (value instanceof Tuple tuple) {
      String end = tuple.elements().size() == 1 ? ",)" : ")";
      return tuple.elements().stream()
          .map(PythonText::repr)
          .collect(Collectors.joining(", ", "(", end));
    }
    if (value instanceof Map<?, ?> map) {
      return map.entrySet().stream()
          .map(entry -> repr(entry.getKey()) + ": " + repr(entry.getValue()))
          .collect(Collectors.joining(", ", "{", "}"));
    }
    throw new TemplateError("a " + Values.type(value) + " has no text");
  }

  /** The shortest decimal that reads back as the same number. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    if (value == 0) {
      return 1 / value < 0 ? "-0.0" : "0.0";
    }
    BigDecimal exact = new BigDecimal(value);
    BigDecimal shortest = exact;
    for (int digits = 1; digits <= 17; digits++) {
      shortest = exact.round(new MathContext(digits));
      if (shortest.doubleValue() == value) {
        break;
      }
    }
    String digits = shortest.unscaledValue().abs().toString().replaceFirst("0+$", "");
    int exponent = shortest.precision() - shortest.scale() - 1;
    String sign = value < 0 ? "-" : "";
    if (exponent < -4 || exponent >= 16) {
      String fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
      String power = (exponent < 0 ? "-" : "+") + (Math.abs(exponent) < 10 ? "0" : "");
      return sign + digits.charAt(0) + fraction + "e" + power + Math.abs(exponent);
    }
    String plain = shortest.abs().stripTrailingZeros().toPlainString();
    return sign + (plain.contains(".") ? plain : plain + ".0");
  }

  private static String quoted(String text) {
    char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
    StringBuilder out = new StringBuilder().append(quote);
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\\' -> out.append("\\\\");
                default -> {
                  if (c == quote) {
                    out.append('\\').append(quote);
                  } else if (printable(c)) {
                    out.appendCodePoint(c);
                  } else {
                    out.append(c < 0x100 ? "\\x" : c < 0x10000 ? "\\u" : "\\U")
                        .append(
                            String.format(
                                Locale.ROOT,
                                c < 0x100 ? "%02x" : c < 0x10000 ? "%04x" : "%08x",
                                c));
                  }
                }
              }
            });
    return out.append(quote).toString();
  }

  private static boolean printable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      case Character.SPACE_SEPARATOR -> codePoint == ' ';
      default -> true;
    };
  }
}
