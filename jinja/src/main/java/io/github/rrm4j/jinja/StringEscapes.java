package io.github.rrm4j.jinja;

/**
 * Python's escapes in a string; a backslash before another character stays.
 *
 * <p>Differs: {@code \N{...}} and code points that do not exist are refused.
 */
final class StringEscapes {

  private static final String LETTERS = "ntrabfv\\'\"";
  private static final String MEANINGS = "\n\t\r\u0007\b\f\u000b\\'\"";

  private StringEscapes() {}

  static String resolved(String text) {
    StringBuilder out = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at++);
      if (c != '\\') {
        out.append(c);
        continue;
      }
      char escaped = text.charAt(at++);
      int known = LETTERS.indexOf(escaped);
      if (known >= 0) {
        out.append(MEANINGS.charAt(known));
      } else if (escaped == '\n') {
        continue; // the line goes on
      } else if (escaped == 'x' || escaped == 'u' || escaped == 'U') {
        int digits = escaped == 'x' ? 2 : escaped == 'u' ? 4 : 8;
        out.appendCodePoint(codePoint(text, at, at + digits, 16));
        at += digits;
      } else if (escaped >= '0' && escaped <= '7') {
        int end = at;
        while (end < text.length() && end < at + 2 && Character.digit(text.charAt(end), 8) >= 0) {
          end++;
        }
        out.appendCodePoint(codePoint(text, at - 1, end, 8));
        at = end;
      } else if (escaped == 'N') {
        throw new TemplateError("the escape \\N is not known");
      } else {
        out.append('\\').append(escaped);
      }
    }
    return out.toString();
  }

  private static int codePoint(String text, int from, int to, int radix) {
    if (to <= text.length() && text.substring(from, to).chars().allMatch(StringEscapes::isHex)) {
      long value = Long.parseLong(text.substring(from, to), radix);
      if (value <= Character.MAX_CODE_POINT && !(value >= 0xD800 && value <= 0xDFFF)) {
        return (int) value;
      }
    }
    throw new TemplateError("an escape in a string is not a code point");
  }

  private static boolean isHex(int c) {
    return c < 128 && Character.digit(c, 16) >= 0;
  }
}
