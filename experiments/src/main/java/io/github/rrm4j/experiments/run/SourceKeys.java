package io.github.rrm4j.experiments.run;

import static io.github.rrm4j.config.Rule.above;

import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.data.Columns.Labels;
import io.github.rrm4j.data.Columns.Role;
import io.github.rrm4j.data.Columns;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/**
 * A source of pairs as a config has it.
 *
 * @param path a file, a folder, a glob or the word {@code miniature}; empty in {@code data.source},
 *     which has the defaults of all
 * @param weight how often a pair occurs in an epoch
 * @param columns which field is what
 */
record SourceKeys(String path, double weight, Columns columns) {

  /** Reads every key of a source. */
  static SourceKeys of(ConfigReader c) {
    Map<Role, String> fields = new EnumMap<>(Role.class);
    for (Role role : Role.values()) {
      c.section("columns").optionalText(role.key()).ifPresent(name -> fields.put(role, name));
    }
    ConfigReader labels = c.section("labels");
    return new SourceKeys(
        c.optionalText("path").orElse(""),
        c.number("weight", above(0)),
        new Columns(
            fields,
            new Labels(
                Set.copyOf(labels.texts("first")),
                Set.copyOf(labels.texts("second")),
                Set.copyOf(labels.texts("tie")))));
  }
}
