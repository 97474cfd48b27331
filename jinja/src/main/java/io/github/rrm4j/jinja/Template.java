package io.github.rrm4j.jinja;

import java.util.HashMap;
import java.util.Map;

/**
 * A Jinja template, rendered as transformers renders it.
 *
 * <p>{@code strftime_now} always knows one day, 26 July 2024, so that a prompt does not depend on
 * the day on which it is made; it is the day that Llama's own templates fall back on. {@code
 * raise_exception} ends the rendering.
 */
public final class Template {

  private final Statement statements;

  private Template(Statement statements) {
    this.statements = statements;
  }

  /**
   * @throws TemplateError if the text is no template, or uses what is not supported
   */
  public static Template parse(String text) {
    try {
      return new Template(new StatementParser(new TokenStream(Lexer.tokens(text))).template());
    } catch (StackOverflowError e) {
      throw tooDeep();
    }
  }

  /**
   * @param variables strings, integers, doubles, booleans, lists and maps of them
   * @throws TemplateError if a value is used in a way that has no result
   */
  public String render(Map<String, Object> variables) {
    Map<String, Object> values = new HashMap<>();
    variables.forEach((name, value) -> values.put(name, Values.of(value)));
    StringBuilder out = new StringBuilder();
    try {
      statements.render(new Scope(values), out);
    } catch (StackOverflowError e) {
      throw tooDeep();
    }
    return out.toString();
  }

  /** The parser limits nesting; a list can still be put into a list until no stack is left. */
  private static TemplateError tooDeep() {
    return new TemplateError("the nesting is too deep");
  }
}
