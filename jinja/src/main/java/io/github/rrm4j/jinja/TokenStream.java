package io.github.rrm4j.jinja;

import io.github.rrm4j.jinja.Token.Kind;
import java.util.List;

/** The tokens of a template, read from the front. */
final class TokenStream {

  private static final int DEEPEST = 60;

  private final List<Token> tokens;
  private int at;
  private int depth;

  TokenStream(List<Token> tokens) {
    this.tokens = tokens;
  }

  Token peek() {
    return tokens.get(at);
  }

  Token peekAfter() {
    return tokens.get(Math.min(at + 1, tokens.size() - 1));
  }

  Token next() {
    Token token = peek();
    if (token.kind() != Kind.END) {
      at++;
    }
    return token;
  }

  boolean has(Kind kind) {
    return peek().kind() == kind;
  }

  boolean hasName(String name) {
    return peek().is(Kind.NAME, name);
  }

  boolean hasOperator(String operator) {
    return peek().is(Kind.OPERATOR, operator);
  }

  boolean takeName(String name) {
    return taken(hasName(name));
  }

  boolean takeOperator(String operator) {
    return taken(hasOperator(operator));
  }

  private boolean taken(boolean there) {
    if (there) {
      next();
    }
    return there;
  }

  void expectOperator(String operator) {
    if (!takeOperator(operator)) {
      throw error("'" + operator + "' is expected, not '" + peek().text() + "'");
    }
  }

  String expectName() {
    if (!has(Kind.NAME)) {
      throw error("a name is expected, not '" + peek().text() + "'");
    }
    return next().text();
  }

  void expect(Kind kind, String shown) {
    if (!has(kind)) {
      throw error("'" + shown + "' is expected, not '" + peek().text() + "'");
    }
    next();
  }

  /** One level of nesting more, which {@link #leave} ends. */
  void enter() {
    if (++depth > DEEPEST) {
      throw error("the nesting is deeper than " + DEEPEST);
    }
  }

  void leave() {
    depth--;
  }

  TemplateError error(String what) {
    return new TemplateError("line " + peek().line() + ": " + what);
  }
}
