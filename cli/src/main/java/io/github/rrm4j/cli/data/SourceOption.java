package io.github.rrm4j.cli.data;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.Columns;
import io.github.rrm4j.data.Columns.Labels;
import io.github.rrm4j.data.Columns.Role;
import io.github.rrm4j.data.PairSource;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The files that a command reads, and which of their columns is what. */
final class SourceOption {

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description = "Preference pairs: JSONL, JSON, CSV, Parquet or Arrow files, folders or globs.")
  private List<String> paths = List.of();

  @Option(
      names = "--column",
      paramLabel = "ROLE=NAME",
      description = {
        "Which column is what, where the usual names do not say; may be repeated. Roles: prompt, system, chosen, rejected,",
        "response_1, response_2, label, score_1, score_2, section, id. Dots lead into records and lists."
      })
  private Map<String, String> columns = Map.of();

  @Option(
      names = "--label-first",
      split = ",",
      paramLabel = "VALUE",
      description = "Values of the label that mean response 1; default: 1, A, A>B, model_a.")
  private Set<String> first = Labels.USUAL.first();

  @Option(
      names = "--label-second",
      split = ",",
      paramLabel = "VALUE",
      description = "Values of the label that mean response 2; default: 2, B, B>A, model_b.")
  private Set<String> second = Labels.USUAL.second();

  @Option(
      names = "--label-tie",
      split = ",",
      paramLabel = "VALUE",
      description = "Values of the label that mean neither; default: tie, A=B, tie (bothbad).")
  private Set<String> tie = Labels.USUAL.tie();

  List<PairSource> sources() {
    Map<Role, String> fields = new EnumMap<>(Role.class);
    columns.forEach((role, name) -> fields.put(role(role), name));
    Columns mapping = new Columns(fields, new Labels(first, second, tie));
    return paths.stream().map(path -> new PairSource(path, mapping)).toList();
  }

  private static Role role(String key) {
    return Arrays.stream(Role.values())
        .filter(role -> role.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                InvalidInput.of(
                    "--column %s: is no role, must be one of %s",
                    key,
                    Arrays.stream(Role.values()).map(Role::key).collect(Collectors.joining(", "))));
  }
}
