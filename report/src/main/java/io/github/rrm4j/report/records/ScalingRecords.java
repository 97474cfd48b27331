package io.github.rrm4j.report.records;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.evaluation.agreement.Agreement;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The effect of more compute, or of attacks: a folder of {@code scaling}, {@code stress} or {@code
 * jury}.
 *
 * @param name of the folder, short
 * @param tables by {@code COMMAND.TABLE}, such as {@code votes.accuracy}
 */
public record ScalingRecords(String name, Map<String, List<JsonNode>> tables) {

  /** A folder with any of these files is such a folder. */
  static final List<String> FILES =
      List.of("scaling.json", "stress.json", "jury.json", Agreement.FILE);

  static ScalingRecords read(Path folder, String name) throws IOException {
    Map<String, List<JsonNode>> tables = new LinkedHashMap<>();
    for (String file : FILES) {
      if (Files.isRegularFile(folder.resolve(file))) {
        JsonNode all = BenchmarkRecords.object(folder.resolve(file));
        for (Map.Entry<String, JsonNode> command : all.properties()) {
          for (Map.Entry<String, JsonNode> table : command.getValue().properties()) {
            if (table.getValue().isArray()) {
              List<JsonNode> rows = new ArrayList<>();
              table.getValue().forEach(rows::add);
              tables.put(command.getKey() + "." + table.getKey(), rows);
            }
          }
        }
      }
    }
    return new ScalingRecords(name, tables);
  }

  public List<JsonNode> rows(String table) {
    return tables.getOrDefault(table, List.of());
  }

  public List<JsonNode> rows(String table, String section) {
    return rows(table).stream()
        .filter(row -> row.path("section").asText().equals(section))
        .toList();
  }

  /** The sections of a table; the one of all items comes first. */
  public Set<String> sections(String table) {
    Set<String> sections = new LinkedHashSet<>();
    rows(table).forEach(row -> sections.add(row.path("section").asText()));
    return sections;
  }
}
