package io.github.rrm4j.jinja;

import io.github.rrm4j.jinja.Token.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Cuts a template into tokens, with Jinja's rules of white space: a block's first line feed after
 * it and the blanks before it on its line are dropped; {@code -} drops all white space on its side
 * of a tag, {@code +} keeps it; a last line feed of the template is dropped.
 */
final class Lexer {

  private static final int MOST_TOKENS_OF_A_TAG = 1000;
  private static final Pattern RAW = Pattern.compile("\\s*raw\\s*(-%\\}|%\\})");
  private static final Pattern END_RAW =
      Pattern.compile("\\{%([-+]?)\\s*endraw\\s*(\\+%\\}|-%\\}|%\\})");
  private static final Pattern NUMBER =
      Pattern.compile("[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?(?![\\w.]*\\w)");
  private static final Pattern OPERATOR =
      Pattern.compile("//|\\*\\*|==|!=|>=|<=|[-+/*%~\\[\\](){}<>=.:|,;]");

  private final String source;
  private final List<Token> tokens = new ArrayList<>();
  private int at;
  private int line = 1;
  private int counted;
  private boolean lineStarts = true;

  private Lexer(String source) {
    this.source = source;
  }

  static List<Token> tokens(String template) {
    String lines = template.replace("\r\n", "\n").replace('\r', '\n');
    Lexer lexer = new Lexer(lines.endsWith("\n") ? lines.substring(0, lines.length() - 1) : lines);
    lexer.run();
    return lexer.tokens;
  }

  private void run() {
    while (at < source.length()) {
      int tag = nextTag();
      if (tag < 0) {
        data(source.substring(at), source.length());
        break;
      }
      char type = source.charAt(tag + 1);
      int after = tag + 2;
      char sign = after < source.length() ? source.charAt(after) : ' ';
      boolean signed = sign == '-' || sign == '+';
      data(stripped(source.substring(at, tag), signed ? sign : ' ', type), tag);
      at = after + (signed ? 1 : 0);
      lineStarts = false;
      switch (type) {
        case '#' -> comment();
        case '{' -> tag(Kind.VARIABLE_BEGIN, Kind.VARIABLE_END, "}}");
        default -> block();
      }
    }
    tokens.add(new Token(Kind.END, "end of the template", lineAt(source.length())));
  }

  private int nextTag() {
    for (int i = source.indexOf('{', at); i >= 0; i = source.indexOf('{', i + 1)) {
      if (i + 1 < source.length() && "%{#".indexOf(source.charAt(i + 1)) >= 0) {
        return i;
      }
    }
    return -1;
  }

  private void data(String text, int end) {
    if (!text.isEmpty()) {
      tokens.add(new Token(Kind.DATA, text, lineAt(at)));
    }
    at = end;
  }

  /** The text before a tag. */
  private String stripped(String text, char sign, char type) {
    if (sign == '-') {
      return PythonString.strip(text, Blank::is, false, true);
    }
    int lineStart = text.lastIndexOf('\n') + 1;
    boolean ownLine = lineStart > 0 || lineStarts;
    if (sign != '+' && type != '{' && ownLine && Blank.only(text.substring(lineStart))) {
      return text.substring(0, lineStart);
    }
    return text;
  }

  private void comment() {
    int end = source.indexOf("#}", at);
    if (end < 0) {
      throw error("a comment does not end");
    }
    char sign = end > at ? source.charAt(end - 1) : ' ';
    at = end + 2;
    afterTag(sign, true);
  }

  private void block() {
    Matcher raw = RAW.matcher(source).region(at, source.length());
    if (!raw.lookingAt()) {
      tag(Kind.BLOCK_BEGIN, Kind.BLOCK_END, "%}");
      return;
    }
    at = raw.end();
    afterTag(raw.group(1).charAt(0), false);
    Matcher end = END_RAW.matcher(source);
    if (!end.find(at)) {
      throw error("a raw block does not end");
    }
    char sign = end.group(1).isEmpty() ? ' ' : end.group(1).charAt(0);
    data(stripped(source.substring(at, end.start()), sign, '%'), end.end());
    afterTag(end.group(2).charAt(0), true);
  }

  /** Goes over the white space that belongs to the end of a tag. */
  private void afterTag(char sign, boolean trimsLineFeed) {
    int start = at;
    if (sign == '-') {
      while (at < source.length() && Blank.is(source.charAt(at))) {
        at++;
      }
    } else if (trimsLineFeed && sign != '+' && at < source.length() && source.charAt(at) == '\n') {
      at++;
    }
    lineStarts = at > start && source.charAt(at - 1) == '\n';
  }

  private void tag(Kind begin, Kind end, String closing) {
    tokens.add(new Token(begin, source.substring(at - 2, at), lineAt(at)));
    Deque<Character> open = new ArrayDeque<>();
    int first = tokens.size();
    while (at < source.length()) {
      if (open.isEmpty() && ends(end, closing)) {
        return;
      }
      char c = source.charAt(at);
      if (Blank.is(c)) {
        at++;
      } else if (c == '\'' || c == '"') {
        string(c);
      } else if (c >= '0' && c <= '9') {
        number();
      } else if (Character.isLetter(c) || c == '_') {
        name();
      } else {
        operator(open);
      }
      if (tokens.size() - first > MOST_TOKENS_OF_A_TAG) {
        throw error("a tag has more than " + MOST_TOKENS_OF_A_TAG + " parts");
      }
    }
    throw error("a tag does not end in '" + closing + "'");
  }

  private boolean ends(Kind end, String closing) {
    char sign = source.charAt(at);
    boolean signed = sign == '-' || (sign == '+' && end == Kind.BLOCK_END);
    if (!source.startsWith(closing, signed ? at + 1 : at)) {
      return false;
    }
    tokens.add(new Token(end, closing, lineAt(at)));
    at += closing.length() + (signed ? 1 : 0);
    afterTag(signed ? sign : ' ', end == Kind.BLOCK_END);
    return true;
  }

  private void string(char quote) {
    int from = at + 1;
    int to = from;
    while (to < source.length() && source.charAt(to) != quote) {
      to += source.charAt(to) == '\\' ? 2 : 1;
    }
    if (to >= source.length()) {
      throw error("a string does not end");
    }
    String text = source.substring(from, to);
    tokens.add(new Token(Kind.STRING, StringEscapes.resolved(text), lineAt(at)));
    at = to + 1;
  }

  private void number() {
    Matcher number = NUMBER.matcher(source).region(at, source.length());
    boolean leadingZero = source.charAt(at) == '0';
    if (!number.lookingAt()) {
      throw error("a number cannot be read");
    }
    boolean whole = number.group(1) == null && number.group(2) == null;
    if (whole && leadingZero && number.group().length() > 1) {
      throw error("a number starts with 0");
    }
    tokens.add(new Token(whole ? Kind.INTEGER : Kind.FLOAT, number.group(), lineAt(at)));
    at = number.end();
  }

  private void name() {
    int from = at;
    while (at < source.length()
        && (Character.isLetterOrDigit(source.charAt(at)) || source.charAt(at) == '_')) {
      at++;
    }
    tokens.add(new Token(Kind.NAME, source.substring(from, at), lineAt(from)));
  }

  private void operator(Deque<Character> open) {
    Matcher operator = OPERATOR.matcher(source).region(at, source.length());
    if (!operator.lookingAt()) {
      throw error("the character '" + source.charAt(at) + "' is not known");
    }
    String text = operator.group();
    if ("([{".contains(text)) {
      open.push(text.charAt(0));
    } else if (")]}".contains(text)) {
      if (open.isEmpty() || "([{".indexOf(open.pop()) != ")]}".indexOf(text)) {
        throw error("'" + text + "' closes nothing");
      }
    }
    tokens.add(new Token(Kind.OPERATOR, text, lineAt(at)));
    at = operator.end();
  }

  private int lineAt(int position) {
    for (; counted < position; counted++) {
      line += source.charAt(counted) == '\n' ? 1 : 0;
    }
    return line;
  }

  private TemplateError error(String what) {
    return new TemplateError("line " + lineAt(Math.min(at, source.length())) + ": " + what);
  }
}
