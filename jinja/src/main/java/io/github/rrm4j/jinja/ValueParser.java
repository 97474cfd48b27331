package io.github.rrm4j.jinja;

import io.github.rrm4j.jinja.Expression.Parameters;
import io.github.rrm4j.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads values, and what follows a value: attributes, subscripts, calls, filters, tests. */
final class ValueParser {

  private static final Set<String> CONSTANTS =
      Set.of("true", "True", "false", "False", "none", "None");

  private final TokenStream tokens;
  private final ExpressionParser expressions;

  /**
   * @param expressions reads what stands in brackets
   */
  ValueParser(TokenStream tokens, ExpressionParser expressions) {
    this.tokens = tokens;
    this.expressions = expressions;
  }

  Expression primary() {
    Token token = tokens.next();
    return switch (token.kind()) {
      case NAME -> name(token.text());
      case STRING -> {
        StringBuilder text = new StringBuilder(token.text());
        while (tokens.has(Kind.STRING)) {
          text.append(tokens.next().text());
        }
        yield Expression.literal(text.toString());
      }
      case INTEGER -> Expression.literal(integer(token));
      case FLOAT -> Expression.literal(Double.parseDouble(token.text()));
      default ->
          switch (token.text()) {
            case "(" -> parenthesised();
            case "[" -> list();
            case "{" -> mapping();
            default -> throw tokens.error("a value is expected, not '" + token.text() + "'");
          };
    };
  }

  private Expression name(String name) {
    if (!CONSTANTS.contains(name)) {
      return scope -> scope.value(name);
    }
    Object value =
        switch (name.charAt(0)) {
          case 't', 'T' -> true;
          case 'f', 'F' -> false;
          default -> None.NONE;
        };
    return Expression.literal(value);
  }

  private long integer(Token token) {
    try {
      return Long.parseLong(token.text());
    } catch (NumberFormatException e) {
      throw tokens.error("the number " + token.text() + " has more than 64 bits");
    }
  }

  private Expression parenthesised() {
    if (tokens.takeOperator(")")) {
      return Expression.literal(new Tuple(List.of()));
    }
    Expression value = expressions.valueOrTuple(true);
    tokens.expectOperator(")");
    return value;
  }

  private Expression list() {
    List<Expression> elements = new ArrayList<>();
    while (!tokens.takeOperator("]")) {
      if (!elements.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.takeOperator("]")) {
          break;
        }
      }
      elements.add(expressions.conditional());
    }
    return scope -> Expression.values(elements, scope);
  }

  private Expression mapping() {
    List<Expression> keys = new ArrayList<>();
    List<Expression> values = new ArrayList<>();
    while (!tokens.takeOperator("}")) {
      if (!keys.isEmpty()) {
        tokens.expectOperator(",");
        if (tokens.takeOperator("}")) {
          break;
        }
      }
      keys.add(expressions.conditional());
      tokens.expectOperator(":");
      values.add(expressions.conditional());
    }
    return Expression.mapping(keys, values);
  }

  Expression followed(Expression first) {
    Expression value = first;
    while (true) {
      Expression of = value;
      if (tokens.takeOperator(".")) {
        if (tokens.has(Kind.INTEGER)) {
          Object index = integer(tokens.next());
          value = scope -> Access.item(of.value(scope), index);
        } else {
          String name = tokens.expectName();
          value = scope -> Access.attribute(of.value(scope), name);
        }
      } else if (tokens.takeOperator("[")) {
        value = subscript(of);
      } else if (tokens.takeOperator("(")) {
        value = Expression.call(of, parameters());
      } else {
        return value;
      }
    }
  }

  private Expression subscript(Expression of) {
    Expression none = Expression.literal(None.NONE);
    Expression start = tokens.hasOperator(":") ? none : expressions.conditional();
    if (tokens.takeOperator("]")) {
      return scope -> Access.item(of.value(scope), start.value(scope));
    }
    tokens.expectOperator(":");
    Expression stop =
        tokens.hasOperator(":") || tokens.hasOperator("]") ? none : expressions.conditional();
    boolean stepped = tokens.takeOperator(":") && !tokens.hasOperator("]");
    Expression step = stepped ? expressions.conditional() : none;
    tokens.expectOperator("]");
    return Expression.slice(of, start, stop, step);
  }

  private Parameters parameters() {
    List<Expression> positional = new ArrayList<>();
    Map<String, Expression> named = new LinkedHashMap<>();
    boolean first = true;
    while (!tokens.takeOperator(")")) {
      if (!first) {
        tokens.expectOperator(",");
        if (tokens.takeOperator(")")) {
          break;
        }
      }
      first = false;
      if (tokens.has(Kind.NAME) && tokens.peekAfter().is(Kind.OPERATOR, "=")) {
        String name = tokens.expectName();
        tokens.expectOperator("=");
        if (named.put(name, expressions.conditional()) != null) {
          throw tokens.error("the argument '" + name + "' is given twice");
        }
      } else if (named.isEmpty()) {
        positional.add(expressions.conditional());
      } else {
        throw tokens.error("an argument without a name follows one with a name");
      }
    }
    return new Parameters(positional, named);
  }

  Expression filtered(Expression first) {
    Expression value = first;
    while (true) {
      if (tokens.takeOperator("|")) {
        String name = tokens.expectName();
        value =
            Expression.filter(
                value, name, tokens.takeOperator("(") ? parameters() : Parameters.NONE);
      } else if (tokens.takeName("is")) {
        value = test(value);
      } else if (tokens.takeOperator("(")) {
        value = Expression.call(value, parameters());
      } else {
        return value;
      }
    }
  }

  private Expression test(Expression of) {
    boolean negated = tokens.takeName("not");
    String name = tokens.expectName();
    Parameters parameters = Parameters.NONE;
    if (tokens.takeOperator("(")) {
      parameters = parameters();
      if (!parameters.named().isEmpty()) {
        throw tokens.error("a test takes no named arguments");
      }
    } else if (startsArgumentOfTest()) {
      parameters = new Parameters(List.of(followed(primary())), Map.of());
    }
    return Expression.test(of, name, parameters, negated);
  }

  private boolean startsArgumentOfTest() {
    if (tokens.hasName("is")) {
      throw tokens.error("a test of a test is not supported");
    }
    if (tokens.has(Kind.NAME)) {
      return !tokens.hasName("else")
          && !tokens.hasName("or")
          && !tokens.hasName("and")
          && !tokens.hasName("if")
          && !tokens.hasName("in");
    }
    return tokens.has(Kind.STRING)
        || tokens.has(Kind.INTEGER)
        || tokens.has(Kind.FLOAT)
        || tokens.hasOperator("[")
        || tokens.hasOperator("{");
  }
}
