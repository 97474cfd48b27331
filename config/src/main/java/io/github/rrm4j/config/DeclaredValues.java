package io.github.rrm4j.config;

import io.github.rrm4j.config.ConfigNode.Items;
import io.github.rrm4j.config.ConfigNode.Scalar;
import io.github.rrm4j.contracts.NearestName;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads values of a tree, remembers what was expected of each, and records what is wrong. */
final class DeclaredValues {
  private final ConfigTree tree;
  private final Problems problems;
  private final Map<String, Declaration> declarations = new LinkedHashMap<>();

  DeclaredValues(ConfigTree tree, Problems problems) {
    this.tree = tree;
    this.problems = problems;
  }

  Map<String, Declaration> declarations() {
    return declarations;
  }

  /**
   * @throws IllegalStateException if the path was declared in another way
   */
  Declaration remembered(Declaration declaration) {
    Declaration earlier = declarations.putIfAbsent(declaration.path(), declaration);
    if (earlier != null && !earlier.equals(declaration)) {
      throw new IllegalStateException(declaration.path() + " is read in two different ways");
    }
    return declaration;
  }

  <T> T single(String path, ValueParser<T> parser, Rule... rules) {
    return value(remembered(parser.declaration(path, false, false, rules)), parser);
  }

  <T> Optional<T> optional(String path, ValueParser<T> parser, Rule... rules) {
    Declaration declaration = remembered(parser.declaration(path, false, true, rules));
    boolean unset = tree.at(path) instanceof Scalar scalar && scalar.isNull();
    return unset ? Optional.empty() : Optional.of(value(declaration, parser));
  }

  /** The value, or its default where it is wrong. */
  private <T> T value(Declaration declaration, ValueParser<T> parser) {
    ConfigNode node = tree.at(declaration.path());
    Optional<T> value = parser.accepted(declaration, node);
    if (value.isEmpty()) {
      report(declaration, declaration.path(), node, parser);
      value = parser.accepted(declaration, tree.base().byPath().get(declaration.path()));
    }
    return value.orElse(parser.placeholder());
  }

  <T> List<T> list(String path, ValueParser<T> parser, Rule... rules) {
    Declaration declaration = remembered(parser.declaration(path, true, false, rules));
    ConfigNode node = tree.at(path);
    if (!(node instanceof Items items)) {
      report(declaration, path, node, parser);
      return List.of();
    }
    Declaration each = parser.declaration(path, false, false, rules);
    List<T> values = new ArrayList<>();
    for (int i = 0; i < items.items().size(); i++) {
      Optional<T> value = parser.accepted(each, items.items().get(i));
      if (value.isEmpty()) {
        report(each, path + "[" + i + "]", items.items().get(i), parser);
      }
      value.ifPresent(values::add);
    }
    return List.copyOf(values);
  }

  private <T> void report(
      Declaration declaration, String path, ConfigNode node, ValueParser<T> parser) {
    String expected = "must be " + declaration.expected();
    if (node instanceof Scalar scalar && scalar.isNull()) {
      if (node.place().layer() == BaseConfig.LAYER) {
        boolean item = path.contains("[");
        String remedy = item ? "; add it" : "; add it or use --set " + path + "=VALUE";
        problems.add(tree.mainPlace(), path, "is not set, " + expected + remedy);
      } else {
        problems.add(node.place(), path, "is not set, " + expected);
      }
      return;
    }
    boolean rightType =
        !declaration.list()
            && node instanceof Scalar scalar
            && parser.parse().apply(scalar).isPresent();
    String wanted = rightType ? "must be " + declaration.rulesWording() : expected;
    String hint =
        node instanceof Scalar scalar ? NearestName.hint(scalar.text(), declaration.names()) : "";
    problems.add(node.place(), path, "is " + node.shown() + ", " + wanted + hint);
  }
}
