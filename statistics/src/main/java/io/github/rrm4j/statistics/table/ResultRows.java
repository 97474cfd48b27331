package io.github.rrm4j.statistics.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Rows of named numbers and words, as result files keep them.
 *
 * <p>A number {@code x} has its interval in {@code x_low} and {@code x_high}, and how that was made
 * in {@code x_method}.
 *
 * @param name of the table, in file names and headings
 * @param rows objects with the same fields in the same order
 */
public record ResultRows(String name, List<ObjectNode> rows) {

  private static final Set<String> SHARES =
      Set.of(
          "accuracy",
          "accuracy_plain",
          "accuracy_attacked",
          "accuracy_person",
          "accuracy_judge",
          "accuracy_rest",
          "accuracy_before",
          "agreement",
          "changed",
          "split",
          "unreadable",
          "forced",
          "flip_rate",
          "wins",
          "false_win_rate",
          "first",
          "second",
          "saved",
          "sent_on",
          "undecided",
          "agree",
          "independent",
          "accuracy_by_agreement",
          "stopped",
          "rate");
  private static final Set<String> CHANGES =
      Set.of(
          "gain",
          "gain_at_same_cost",
          "gain_over_chance",
          "gain_over_majority",
          "change",
          "flip_excess",
          "unreadable_change",
          "first_over_second");

  public static ObjectNode row() {
    return Json.object();
  }

  public ArrayNode toJson() {
    return Json.list().addAll(rows);
  }

  public Table table() {
    return table(name, name, rows);
  }

  /** Rows as a table: {@code x, x_low, x_high, x_method} become one column. */
  public static Table table(String id, String title, List<? extends JsonNode> rows) {
    Set<String> names = new LinkedHashSet<>();
    rows.stream().limit(1).forEach(first -> first.fieldNames().forEachRemaining(names::add));
    names.removeIf(
        name -> name.endsWith("_low") || name.endsWith("_high") || name.endsWith("_method"));
    List<Column> columns = new ArrayList<>();
    for (String name : names) {
      JsonNode first = rows.get(0);
      String words = name.replace('_', ' ');
      columns.add(
          first.path(name).isTextual()
              ? Column.text(words, List.of(name))
              : first.has(name + "_low")
                  ? Column.measured(words + Column.INTERVAL, name)
                  : Column.number(words, name));
    }
    return new Table(
        id,
        title,
        columns,
        rows.stream()
            .map(row -> Table.Row.of(names.stream().map(name -> cell(row, name)).toList()))
            .toList());
  }

  private static Cell cell(JsonNode row, String name) {
    JsonNode value = row.path(name);
    if (value.isTextual()) {
      return new Cell.Text(value.asText().replace('_', ' '), List.of(value.asText()));
    }
    return value.isIntegralNumber() && !row.has(name + "_low")
        ? Cell.count(value.asLong())
        : Cell.of(Estimate.of(row, name), unit(name));
  }

  private static Unit unit(String name) {
    return SHARES.contains(name) ? Unit.SHARE : CHANGES.contains(name) ? Unit.CHANGE : Unit.PLAIN;
  }
}
