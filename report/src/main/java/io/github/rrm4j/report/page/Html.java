package io.github.rrm4j.report.page;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/** Markup written from the outside in; every text and attribute is escaped here and only here. */
public final class Html {

  private static final Set<String> OMITTED = Set.of("class", "data-title"); // where empty

  private final StringBuilder markup = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /**
   * Opens an element.
   *
   * @param attributes name, value, name, value, ...; an empty class or title is left out
   */
  public Html open(String tag, String... attributes) {
    startTag(tag, attributes);
    open.push(tag);
    return this;
  }

  /** Closes the element opened last. */
  public Html close() {
    markup.append("</").append(open.pop()).append('>');
    if (!open.contains("pre")) { // where a line break would be seen
      markup.append('\n');
    }
    return this;
  }

  /** An element that has no end tag. */
  public Html single(String tag, String... attributes) {
    startTag(tag, attributes);
    return this;
  }

  /** An element that holds one text. */
  public Html element(String tag, String text, String... attributes) {
    return open(tag, attributes).text(text).close();
  }

  public Html text(String text) {
    markup.append(escape(text));
    return this;
  }

  /** Markup that this package made itself and that goes in as it is. */
  public Html trusted(String svgOrCss) {
    markup.append(svgOrCss);
    return this;
  }

  /**
   * The whole markup.
   *
   * @throws IllegalStateException if an element is still open
   */
  public String markup() {
    if (!open.isEmpty()) {
      throw new IllegalStateException("still open: " + open);
    }
    return markup.toString();
  }

  private void startTag(String tag, String... attributes) {
    markup.append('<').append(tag);
    for (int i = 0; i < attributes.length; i += 2) {
      if (attributes[i + 1].isEmpty() && OMITTED.contains(attributes[i])) {
        continue;
      }
      markup.append(' ').append(attributes[i]).append("=\"");
      markup.append(escape(attributes[i + 1])).append('"');
    }
    markup.append('>');
  }

  private static String escape(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> escaped.append("&amp;");
        case '<' -> escaped.append("&lt;");
        case '>' -> escaped.append("&gt;");
        case '"' -> escaped.append("&quot;");
        case '\'' -> escaped.append("&#39;");
        default -> escaped.append(c < ' ' && c != '\n' && c != '\t' ? '\uFFFD' : c);
      }
    }
    return escaped.toString();
  }
}
