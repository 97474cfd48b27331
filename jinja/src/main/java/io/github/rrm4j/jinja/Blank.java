package io.github.rrm4j.jinja;

/** White space as Python's {@code str.isspace} knows it. */
final class Blank {

  private Blank() {}

  static boolean is(int codePoint) {
    return Character.isWhitespace(codePoint)
        || Character.isSpaceChar(codePoint)
        || codePoint == 0x85;
  }

  static boolean only(String text) {
    return text.codePoints().allMatch(Blank::is);
  }
}
