package io.github.rrm4j.jinja;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Variables, and around them those of the enclosing loop, macro or template. */
final class Scope {

  private final Optional<Scope> around;
  private final Map<String, Object> variables;
  private final Budget budget;
  private final int loops;

  /** The outermost scope of a rendering. */
  Scope(Map<String, Object> variables) {
    this(Optional.empty(), new HashMap<>(variables), new Budget(), 0);
  }

  private Scope(Optional<Scope> around, Map<String, Object> variables, Budget budget, int loops) {
    this.around = around;
    this.variables = variables;
    this.budget = budget;
    this.loops = loops;
  }

  /** A scope of which nothing stays when it is left. */
  Scope inner(boolean loop) {
    return new Scope(Optional.of(this), new HashMap<>(), budget, loops + (loop ? 1 : 0));
  }

  Budget budget() {
    return budget;
  }

  /** How many loops this is in. */
  int loops() {
    return loops;
  }

  void set(String name, Object value) {
    variables.put(name, value);
  }

  Object value(String name) {
    for (Optional<Scope> scope = Optional.of(this); scope.isPresent(); scope = scope.get().around) {
      Object value = scope.get().variables.get(name);
      if (value != null) {
        return value;
      }
    }
    return Globals.named(name).map(Object.class::cast).orElseGet(() -> new Undefined(name));
  }
}
