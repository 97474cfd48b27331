package io.github.rrm4j.jinja;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a function, a filter or a test is called with. */
record Arguments(List<Object> positional, Map<String, Object> named) {

  static final Arguments NONE = new Arguments(List.of(), Map.of());

  /**
   * The arguments in the order of the parameters.
   *
   * @param function its name, for messages
   * @param required how many of the parameters must be given
   * @throws TemplateError if too many, too few, unknown or double ones are given
   */
  List<Optional<Object>> bound(String function, int required, String... parameters) {
    if (positional.size() > parameters.length) {
      throw new TemplateError(function + " takes " + parameters.length + " arguments");
    }
    List<Optional<Object>> bound = new ArrayList<>();
    int used = 0;
    for (int i = 0; i < parameters.length; i++) {
      Optional<Object> value = Optional.ofNullable(named.get(parameters[i]));
      used += value.isPresent() ? 1 : 0;
      if (i < positional.size()) {
        if (value.isPresent()) {
          throw new TemplateError(function + " is given '" + parameters[i] + "' twice");
        }
        value = Optional.of(positional.get(i));
      }
      if (i < required && value.isEmpty()) {
        throw new TemplateError(function + " needs '" + parameters[i] + "'");
      }
      bound.add(value);
    }
    if (used < named.size()) {
      throw new TemplateError(
          function + " does not know one of the arguments " + named.keySet() + " here");
    }
    return bound;
  }
}
