package io.github.rrm4j.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rows of named numbers and words as a table: {@code x, x_low, x_high} become one column. */
final class RowTable {

  private static final Set<String> SHARES =
      Set.of(
          "accuracy",
          "accuracy_plain",
          "accuracy_attacked",
          "ties",
          "unreadable",
          "forced",
          "flip_rate",
          "first",
          "second",
          "rate");
  private static final Set<String> CHANGES =
      Set.of("gain", "change", "flip_excess", "unreadable_change", "first_over_second");

  private RowTable() {}

  /**
   * The table.
   *
   * @param rows with the same fields
   */
  static DataTable of(String id, String title, List<JsonNode> rows) {
    Set<String> names = new LinkedHashSet<>();
    rows.get(0).fieldNames().forEachRemaining(names::add);
    names.removeIf(
        name -> name.endsWith("_low") || name.endsWith("_high")); // shown with their number
    List<DataTable.Column> columns = new ArrayList<>();
    for (String name : names) {
      JsonNode first = rows.get(0);
      String words = name.replace('_', ' ');
      columns.add(
          first.path(name).isTextual()
              ? DataTable.Column.text(words)
              : first.has(name + "_low")
                  ? DataTable.Column.measured(words + " [95\u00a0%\u00a0interval]", name)
                  : DataTable.Column.number(words, name));
    }
    List<DataTable.Row> shown = new ArrayList<>();
    for (JsonNode row : rows) {
      shown.add(new DataTable.Row("", names.stream().map(name -> cell(row, name)).toList()));
    }
    return new DataTable(id, title, columns, shown);
  }

  private static Cell cell(JsonNode row, String name) {
    JsonNode value = row.path(name);
    if (value.isTextual()) {
      return new Cell(value.asText().replace('_', ' '), List.of(value.asText()));
    }
    Map<String, Double> numbers = RunRecords.numbers(row);
    return Estimate.of(numbers, name, name + "_low", name + "_high")
        .map(estimate -> Cell.of(estimate, unit(name)))
        .orElse(Cell.ABSENT);
  }

  private static Unit unit(String name) {
    return SHARES.contains(name) ? Unit.SHARE : CHANGES.contains(name) ? Unit.CHANGE : Unit.PLAIN;
  }
}
