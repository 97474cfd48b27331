package io.github.rrm4j.jinja;

import io.github.rrm4j.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads expressions, with Jinja's order of precedence: {@code x if y else z}, {@code or}, {@code
 * and}, {@code not}, comparisons, {@code + -}, {@code ~}, {@code * / // %}, {@code **}, signs, and
 * then values and what follows them ({@link ValueParser}).
 */
final class ExpressionParser {

  private static final Set<String> COMPARISONS = Set.of("==", "!=", "<", "<=", ">", ">=");
  private final TokenStream tokens;
  private final ValueParser values;

  ExpressionParser(TokenStream tokens) {
    this.tokens = tokens;
    this.values = new ValueParser(tokens, this);
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
      value = values.primary();
    }
    value = values.followed(value);
    return withFilters ? values.filtered(value) : value;
  }

  /** A filter without the value that it is for, as in {@code {% set x | upper %}}. */
  Expression filtersOf(Expression value) {
    return values.filtered(value);
  }
}
