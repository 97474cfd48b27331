package io.github.rrm4j.model.jinja;

import io.github.rrm4j.model.jinja.Expression.Parameters;
import io.github.rrm4j.model.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads expressions, with Jinja's order of precedence: {@code x if y else z}, {@code or}, {@code
 * and}, {@code not}, comparisons, {@code + -}, {@code ~}, {@code * / // %}, {@code **}, signs, and
 * then what follows a value: attributes, calls, filters, tests.
 */
final class ExpressionParser {

  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
  private static final Set<String> CONSTANTS =
      Set.of("true", "True", "false", "False", "none", "None");

  private final TokenStream tokens;

  ExpressionParser(TokenStream tokens) {
    this.tokens = tokens;
  }

  /** One value, or a tuple without parentheses. */
  Expression valueOrTuple(boolean conditional) {
    Expression first = conditional ? conditional() : or();
    if (!tokens.hasOperator(",")) {
      return first;
    }
    List<Expression> elements = new ArrayList<>(List.of(first));
    while (tokens.takeOperator(",") && startsValue()) {
      elements.add(conditional ? conditional() : or());
    }
    return scope -> new Tuple(Expression.values(elements, scope));
  }

  private boolean startsValue() {
    return !tokens.has(Kind.BLOCK_END)
        && !tokens.has(Kind.VARIABLE_END)
        && !tokens.hasOperator(")")
        && !tokens.hasName("recursive");
  }

  Expression conditional() {
    tokens.enter();
    Expression value = or();
    while (tokens.takeName("if")) {
      Expression then = value;
      Expression condition = or();
      Expression otherwise =
          tokens.takeName("else") ? conditional() : Expression.literal(new Undefined("if"));
      value =
          scope ->
              Values.truth(condition.value(scope)) ? then.value(scope) : otherwise.value(scope);
    }
    tokens.leave();
    return value;
  }

  Expression or() {
    List<Expression> sides = new ArrayList<>(List.of(and()));
    while (tokens.takeName("or")) {
      sides.add(and());
    }
    return sides.size() == 1 ? sides.get(0) : Expression.logic(sides, true);
  }

  private Expression and() {
    List<Expression> sides = new ArrayList<>(List.of(not()));
    while (tokens.takeName("and")) {
      sides.add(not());
    }
    return sides.size() == 1 ? sides.get(0) : Expression.logic(sides, false);
  }

  private Expression not() {
    if (!tokens.takeName("not")) {
      return compare();
    }
    tokens.enter();
    Expression negated = not();
    tokens.leave();
    return scope -> !Values.truth(negated.value(scope));
  }

  private Expression compare() {
    Expression first = sum();
    List<String> operators = new ArrayList<>();
    List<Expression> rest = new ArrayList<>();
    while (true) {
      if (tokens.has(Kind.OPERATOR) && COMPARISONS.contains(tokens.peek().text())) {
        operators.add(tokens.next().text());
      } else if (tokens.takeName("in")) {
        operators.add("in");
      } else if (tokens.hasName("not") && tokens.peekAfter().is(Kind.NAME, "in")) {
        tokens.next();
        tokens.next();
        operators.add("not in");
      } else {
        return rest.isEmpty() ? first : Expression.comparison(first, operators, rest);
      }
      rest.add(sum());
    }
  }

  private Expression sum() {
    Expression first = concatenation();
    List<String> operators = new ArrayList<>();
    List<Expression> rest = new ArrayList<>();
    while (tokens.hasOperator("+") || tokens.hasOperator("-")) {
      operators.add(tokens.next().text());
      rest.add(concatenation());
    }
    return rest.isEmpty() ? first : Expression.arithmetic(first, operators, rest);
  }

  private Expression concatenation() {
    List<Expression> parts = new ArrayList<>(List.of(product()));
    while (tokens.takeOperator("~")) {
      parts.add(product());
    }
    return parts.size() == 1 ? parts.get(0) : Expression.concatenation(parts);
  }

  private Expression product() {
    Expression first = power();
    List<String> operators = new ArrayList<>();
    List<Expression> rest = new ArrayList<>();
    while (tokens.hasOperator("*")
        || tokens.hasOperator("/")
        || tokens.hasOperator("//")
        || tokens.hasOperator("%")) {
      operators.add(tokens.next().text());
      rest.add(power());
    }
    return rest.isEmpty() ? first : Expression.arithmetic(first, operators, rest);
  }

  private Expression power() {
    Expression first = signed(true);
    List<String> operators = new ArrayList<>();
    List<Expression> rest = new ArrayList<>();
    while (tokens.takeOperator("**")) {
      operators.add("**");
      rest.add(signed(true));
    }
    return rest.isEmpty() ? first : Expression.arithmetic(first, operators, rest);
  }

  private Expression signed(boolean withFilters) {
    Expression value;
    if (tokens.takeOperator("-")) {
      tokens.enter();
      Expression positive = signed(false);
      tokens.leave();
      value = scope -> Arithmetic.negative(positive.value(scope));
    } else if (tokens.hasOperator("+")) {
      throw tokens.error("the sign '+' is not supported");
    } else {
      value = primary();
    }
    value = followed(value);
    return withFilters ? filtered(value) : value;
  }

  private Expression primary() {
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
    Expression value = valueOrTuple(true);
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
      elements.add(conditional());
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
      keys.add(conditional());
      tokens.expectOperator(":");
      values.add(conditional());
    }
    return Expression.mapping(keys, values);
  }

  private Expression followed(Expression first) {
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
    Expression start = tokens.hasOperator(":") ? none : conditional();
    if (tokens.takeOperator("]")) {
      return scope -> Access.item(of.value(scope), start.value(scope));
    }
    tokens.expectOperator(":");
    Expression stop = tokens.hasOperator(":") || tokens.hasOperator("]") ? none : conditional();
    boolean stepped = tokens.takeOperator(":") && !tokens.hasOperator("]");
    Expression step = stepped ? conditional() : none;
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
        if (named.put(name, conditional()) != null) {
          throw tokens.error("the argument '" + name + "' is given twice");
        }
      } else if (named.isEmpty()) {
        positional.add(conditional());
      } else {
        throw tokens.error("an argument without a name follows one with a name");
      }
    }
    return new Parameters(positional, named);
  }

  private Expression filtered(Expression first) {
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

  /** A filter without the value that it is for, as in {@code {% set x | upper %}}. */
  Expression filtersOf(Expression value) {
    return filtered(value);
  }
}
