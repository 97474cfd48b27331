package io.github.rrm4j.jinja;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What has a value in a scope. */
interface Expression {

  /**
   * @throws TemplateError if the value cannot be had
   */
  Object value(Scope scope);

  static Expression literal(Object value) {
    return scope -> value;
  }

  /** The values of some expressions, in order. */
  static List<Object> values(List<Expression> expressions, Scope scope) {
    List<Object> values = new ArrayList<>();
    expressions.forEach(expression -> values.add(expression.value(scope)));
    return values;
  }

  /** Operators of one precedence, from the left. */
  static Expression arithmetic(Expression first, List<String> operators, List<Expression> rest) {
    return scope -> {
      Object value = first.value(scope);
      for (int i = 0; i < rest.size(); i++) {
        Object right = rest.get(i).value(scope);
        value = scope.budget().made(Arithmetic.of(operators.get(i), value, right));
      }
      return value;
    };
  }

  /** {@code a < b < c}: each with its neighbour, until one does not hold. */
  static Expression comparison(Expression first, List<String> operators, List<Expression> rest) {
    return scope -> {
      Object left = first.value(scope);
      for (int i = 0; i < rest.size(); i++) {
        Object right = rest.get(i).value(scope);
        scope.budget().step();
        if (!Comparison.holds(operators.get(i), left, right)) {
          return false;
        }
        left = right;
      }
      return true;
    };
  }

  /**
   * {@code and} (stops at what is false) or {@code or} (at what is true); the value is that side.
   */
  static Expression logic(List<Expression> sides, boolean stopsAt) {
    return scope -> {
      Object value = None.NONE;
      for (Expression side : sides) {
        value = side.value(scope);
        if (Values.truth(value) == stopsAt) {
          break;
        }
      }
      return value;
    };
  }

  /** {@code a ~ b}: the texts of both. */
  static Expression concatenation(List<Expression> parts) {
    return scope -> {
      List<Object> texts = new ArrayList<>();
      parts.forEach(part -> texts.add(PythonText.str(part.value(scope))));
      return scope.budget().made(PythonString.join("", texts));
    };
  }

  static Expression mapping(List<Expression> keys, List<Expression> values) {
    return scope -> {
      Map<String, Object> map = new LinkedHashMap<>();
      for (int i = 0; i < keys.size(); i++) {
        Object key = keys.get(i).value(scope);
        if (!(key instanceof String name)) {
          throw new TemplateError("a key of a mapping is a " + Values.type(key) + ", no string");
        }
        map.put(name, values.get(i).value(scope));
      }
      return map;
    };
  }

  static Expression slice(Expression of, Expression start, Expression stop, Expression step) {
    return scope ->
        scope
            .budget()
            .made(
                Access.slice(
                    of.value(scope), start.value(scope), stop.value(scope), step.value(scope)));
  }

  static Expression call(Expression function, Parameters parameters) {
    return scope -> {
      Object called = function.value(scope);
      if (called instanceof Undefined undefined) {
        throw undefined.used();
      }
      if (!(called instanceof Callable callable)) {
        throw new TemplateError("a " + Values.type(called) + " cannot be called");
      }
      return scope.budget().made(callable.call(parameters.values(scope)));
    };
  }

  static Expression filter(Expression of, String name, Parameters parameters) {
    Filters.Filter filter = Filters.named(name);
    return scope -> scope.budget().made(filter.apply(of.value(scope), parameters.values(scope)));
  }

  static Expression test(Expression of, String name, Parameters parameters, boolean negated) {
    Tests.Test test = Tests.named(name);
    return scope -> {
      scope.budget().step();
      Arguments arguments = parameters.values(scope);
      return test.holds(of.value(scope), arguments.positional()) != negated;
    };
  }

  /** What stands in the parentheses of a call. */
  record Parameters(List<Expression> positional, Map<String, Expression> named) {

    static final Parameters NONE = new Parameters(List.of(), Map.of());

    Arguments values(Scope scope) {
      Map<String, Object> byName = new LinkedHashMap<>();
      named.forEach((name, expression) -> byName.put(name, expression.value(scope)));
      return new Arguments(Expression.values(positional, scope), byName);
    }
  }
}
