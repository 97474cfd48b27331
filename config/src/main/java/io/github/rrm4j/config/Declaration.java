package io.github.rrm4j.config;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the program expects at one path.
 *
 * @param list whether it is a list of such values
 * @param optional whether {@code null} is a value ("not set")
 * @param rules what each value must satisfy
 * @param sections the section whose keys each item of a list may have, where it may be a list of
 *     sections instead
 */
record Declaration(
    String path,
    ValueType type,
    boolean list,
    boolean optional,
    List<Rule> rules,
    Optional<String> sections) {
  Declaration {
    rules = List.copyOf(rules);
  }

  Declaration(String path, ValueType type, boolean list, boolean optional, List<Rule> rules) {
    this(path, type, list, optional, rules, Optional.empty());
  }

  /** Of a section in which every key may stand. */
  static Declaration open(String path) {
    return new Declaration(path, ValueType.TEXT, false, true, List.of(), Optional.of(path));
  }

  boolean allows(Object value) {
    return rules.stream().allMatch(rule -> rule.allows(value));
  }

  /** The names of a closed set; empty when any value of the type may stand here. */
  List<String> names() {
    return rules.stream()
        .filter(Rule.OneOf.class::isInstance)
        .flatMap(rule -> ((Rule.OneOf) rule).names().stream())
        .toList();
  }

  /** Completes "must be ..." for a value of the wrong type. */
  String expected() {
    String single =
        names().isEmpty()
            ? Stream.concat(Stream.of(type.wording()), rules.stream().map(Rule::wording))
                .collect(Collectors.joining(", "))
            : rulesWording();
    return (list ? "a list, each " : "") + single + (optional ? ", or null" : "");
  }

  /** Completes "must be ..." for a value of the right type that breaks a rule. */
  String rulesWording() {
    return rules.stream().map(Rule::wording).collect(Collectors.joining(" and "));
  }
}
