package io.github.rrm4j.jinja;

import io.github.rrm4j.jinja.Statement.Flow;
import io.github.rrm4j.jinja.Statement.Target;
import io.github.rrm4j.jinja.Token.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the statements of a template. */
final class StatementParser {

  private static final Set<String> RESERVED =
      Set.of(
          "true", "false", "none", "True", "False", "None", "and", "or", "not", "in", "is", "if");

  private final TokenStream tokens;
  private final ExpressionParser expressions;
  private int loops;

  StatementParser(TokenStream tokens) {
    this.tokens = tokens;
    this.expressions = new ExpressionParser(tokens);
  }

  /** The whole template. */
  Statement template() {
    Statement all = until();
    if (!tokens.has(Kind.END)) {
      throw tokens.error("'" + tokens.peekAfter().text() + "' has no beginning");
    }
    return all;
  }

  /** Statements up to a block that begins with one of some words, which is not read. */
  private Statement until(String... words) {
    Set<String> ends = Set.of(words);
    List<Statement> statements = new ArrayList<>();
    tokens.enter();
    while (!tokens.has(Kind.END)) {
      if (tokens.has(Kind.DATA)) {
        statements.add(Statement.text(tokens.next().text()));
      } else if (tokens.has(Kind.VARIABLE_BEGIN)) {
        tokens.next();
        statements.add(Statement.output(expressions.valueOrTuple(true)));
        tokens.expect(Kind.VARIABLE_END, "}}");
      } else if (ends.contains(tokens.peekAfter().text()) || isEnd(tokens.peekAfter())) {
        break;
      } else {
        tokens.next();
        statements.add(block(tokens.expectName()));
        tokens.expect(Kind.BLOCK_END, "%}");
      }
    }
    tokens.leave();
    return Statement.sequence(statements);
  }

  private static boolean isEnd(Token token) {
    return token.kind() == Kind.NAME
        && (token.text().startsWith("end") || Set.of("else", "elif").contains(token.text()));
  }

  /** Statements of a block, its end read but for the closing of the tag. */
  private Statement body(String end) {
    tokens.expect(Kind.BLOCK_END, "%}");
    Statement body = until(end);
    endTag(end);
    return body;
  }

  private void endTag(String... words) {
    if (!tokens.has(Kind.BLOCK_BEGIN) || !Set.of(words).contains(tokens.peekAfter().text())) {
      throw tokens.error("'" + words[words.length - 1] + "' is missing");
    }
    tokens.next();
    tokens.next();
  }

  private Statement block(String word) {
    return switch (word) {
      case "if" -> choice();
      case "for" -> loop();
      case "set" -> set();
      case "macro" -> macro();
      case "generation" -> generation();
      case "break" -> leaving(Flow.BREAK);
      case "continue" -> leaving(Flow.CONTINUE);
      default -> throw tokens.error("the block '" + word + "' is not supported");
    };
  }

  private Statement generation() {
    Statement body = body("endgeneration");
    return (scope, out) -> body.render(scope.inner(false), out);
  }

  private Statement leaving(Flow flow) {
    if (loops == 0) {
      throw tokens.error("'" + flow.name().toLowerCase(Locale.ROOT) + "' in no loop");
    }
    return (scope, out) -> flow;
  }

  private Statement choice() {
    List<Expression> conditions = new ArrayList<>();
    List<Statement> branches = new ArrayList<>();
    String word = "if";
    while (!word.equals("endif")) {
      boolean last = word.equals("else");
      conditions.add(last ? Expression.literal(true) : expressions.valueOrTuple(false));
      tokens.expect(Kind.BLOCK_END, "%}");
      branches.add(until("elif", "else", "endif"));
      word = tokens.peekAfter().text();
      endTag(last ? new String[] {"endif"} : new String[] {"elif", "else", "endif"});
    }
    return Statement.choice(conditions, branches);
  }

  private Statement loop() {
    Target target = target(false);
    if (!tokens.takeName("in")) {
      throw tokens.error("'in' is missing");
    }
    Expression elements = expressions.valueOrTuple(false);
    Optional<Expression> condition =
        tokens.takeName("if") ? Optional.of(expressions.conditional()) : Optional.empty();
    tokens.expect(Kind.BLOCK_END, "%}");
    loops++;
    Statement body = until("else", "endfor");
    loops--;
    Statement otherwise = Statement.sequence(List.of());
    String word = tokens.peekAfter().text();
    endTag("else", "endfor");
    if (word.equals("else")) {
      otherwise = body("endfor");
    }
    return new Statement.For(target, elements, condition, body, otherwise);
  }

  private Statement set() {
    Target target = target(true);
    if (tokens.takeOperator("=")) {
      Expression value = expressions.valueOrTuple(true);
      return (scope, out) -> {
        target.assign(scope, value.value(scope));
        return Flow.NEXT;
      };
    }
    String written = "what the block writes";
    Expression filtered = expressions.filtersOf(scope -> scope.value(written));
    int outer = loops;
    loops = 0;
    Statement body = body("endset");
    loops = outer;
    return (scope, out) -> {
      StringBuilder text = new StringBuilder();
      body.render(scope.inner(false), text);
      Scope inner = scope.inner(false);
      inner.set(written, text.toString());
      target.assign(scope, filtered.value(inner));
      return Flow.NEXT;
    };
  }

  private Target target(boolean attributes) {
    boolean closed = tokens.takeOperator("(");
    List<Target> targets = new ArrayList<>();
    boolean several = false;
    do {
      String name = tokens.expectName();
      if (RESERVED.contains(name) || name.equals("loop")) {
        throw tokens.error("'" + name + "' cannot be given a value");
      }
      targets.add(
          attributes && tokens.takeOperator(".")
              ? Target.attribute(name, tokens.expectName())
              : Target.name(name));
      several = several || tokens.hasOperator(",");
    } while (tokens.takeOperator(",") && tokens.has(Kind.NAME) && !tokens.hasName("in"));
    if (closed) {
      tokens.expectOperator(")");
    }
    return several ? Target.unpacking(targets) : targets.get(0);
  }

  private Statement macro() {
    String name = tokens.expectName();
    List<String> parameters = new ArrayList<>();
    Map<String, Expression> defaults = new LinkedHashMap<>();
    tokens.expectOperator("(");
    while (!tokens.takeOperator(")")) {
      if (!parameters.isEmpty()) {
        tokens.expectOperator(",");
      }
      String parameter = tokens.expectName();
      if (parameters.contains(parameter) || RESERVED.contains(parameter)) {
        throw tokens.error("'" + parameter + "' cannot be a parameter here");
      }
      parameters.add(parameter);
      if (tokens.takeOperator("=")) {
        defaults.put(parameter, expressions.conditional());
      } else if (!defaults.isEmpty()) {
        throw tokens.error("a parameter without a default follows one with a default");
      }
    }
    int outer = loops;
    loops = 0;
    Statement body = body("endmacro");
    loops = outer;
    return (scope, out) -> {
      scope.set(name, new Macro(name, parameters, defaults, body, scope));
      return Flow.NEXT;
    };
  }
}
