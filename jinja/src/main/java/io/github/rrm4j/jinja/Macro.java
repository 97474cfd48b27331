package io.github.rrm4j.jinja;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A piece of a template that is called like a function and gives its text.
 *
 * @param parameters its parameters in order
 * @param defaults values of those that may be left out; others are undefined then
 * @param scope where it was defined
 */
record Macro(
    String name,
    List<String> parameters,
    Map<String, Expression> defaults,
    Statement body,
    Scope scope)
    implements Callable {

  @Override
  public Object call(Arguments arguments) {
    List<Optional<Object>> bound =
        arguments.bound("the macro " + name, 0, parameters.toArray(String[]::new));
    Scope inner = scope.inner(false);
    for (int i = 0; i < parameters.size(); i++) {
      String parameter = parameters.get(i);
      Object value =
          bound
              .get(i)
              .orElseGet(
                  () ->
                      defaults
                          .getOrDefault(parameter, Expression.literal(new Undefined(parameter)))
                          .value(inner));
      inner.set(parameter, value);
    }
    StringBuilder out = new StringBuilder();
    scope.budget().enterCall();
    body.render(inner, out);
    scope.budget().leaveCall();
    return out.toString();
  }
}
