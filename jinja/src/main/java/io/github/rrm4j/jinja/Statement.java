package io.github.rrm4j.jinja;

import java.util.List;
import java.util.Optional;

/** What writes text or changes a scope. */
interface Statement {

  /** How a loop goes on after a statement. */
  enum Flow {
    NEXT,
    CONTINUE,
    BREAK
  }

  /**
   * @throws TemplateError if it cannot be rendered
   */
  Flow render(Scope scope, StringBuilder out);

  static Statement text(String text) {
    return (scope, out) -> {
      out.append(text);
      scope.budget().made(text);
      return Flow.NEXT;
    };
  }

  static Statement output(Expression expression) {
    return (scope, out) -> {
      String text = PythonText.str(expression.value(scope));
      out.append(text);
      scope.budget().made(text);
      return Flow.NEXT;
    };
  }

  static Statement sequence(List<Statement> statements) {
    return (scope, out) -> {
      for (Statement statement : statements) {
        scope.budget().step();
        Flow flow = statement.render(scope, out);
        if (flow != Flow.NEXT) {
          return flow;
        }
      }
      return Flow.NEXT;
    };
  }

  /** The first branch whose condition holds. */
  static Statement choice(List<Expression> conditions, List<Statement> branches) {
    return (scope, out) -> {
      for (int i = 0; i < branches.size(); i++) {
        if (Values.truth(conditions.get(i).value(scope))) {
          return branches.get(i).render(scope, out);
        }
      }
      return Flow.NEXT;
    };
  }

  /**
   * {@code for target in elements if condition}; {@code otherwise} is rendered where no element got
   * to the end of the body, as in Jinja.
   */
  record For(
      Target target,
      Expression elements,
      Optional<Expression> condition,
      Statement body,
      Statement otherwise)
      implements Statement {

    @Override
    public Flow render(Scope scope, StringBuilder out) {
      Object value = elements.value(scope);
      List<Object> all = Values.elements(value).stream().filter(e -> kept(e, scope)).toList();
      Loop loop = new Loop(all, scope.loops());
      boolean any = false;
      for (int i = 0; i < all.size(); i++) {
        Scope inner = scope.inner(true);
        loop.moveTo(i);
        inner.set("loop", loop);
        target.assign(inner, all.get(i));
        inner.budget().step();
        Flow flow = body.render(inner, out);
        any |= flow == Flow.NEXT;
        if (flow == Flow.BREAK) {
          break;
        }
      }
      return any ? Flow.NEXT : otherwise.render(scope.inner(false), out);
    }

    private boolean kept(Object element, Scope scope) {
      if (condition.isEmpty()) {
        return true;
      }
      Scope inner = scope.inner(false);
      target.assign(inner, element);
      inner.budget().step();
      return Values.truth(condition.get().value(inner));
    }
  }

  /** What a value is given to: a name, several of them, or an attribute of a namespace. */
  interface Target {
    void assign(Scope scope, Object value);

    static Target name(String name) {
      return (scope, value) -> scope.set(name, value);
    }

    static Target attribute(String name, String attribute) {
      return (scope, value) -> {
        if (!(scope.value(name) instanceof Namespace namespace)) {
          throw new TemplateError("'" + name + "' is no namespace, its attributes cannot be set");
        }
        namespace.attributes().put(attribute, value);
      };
    }

    static Target unpacking(List<Target> targets) {
      return (scope, value) -> {
        List<Object> elements = Values.elements(value);
        if (elements.size() != targets.size() || value instanceof Undefined) {
          throw new TemplateError(
              elements.size() + " values cannot be given to " + targets.size() + " names");
        }
        for (int i = 0; i < elements.size(); i++) {
          targets.get(i).assign(scope, elements.get(i));
        }
      };
    }
  }
}
