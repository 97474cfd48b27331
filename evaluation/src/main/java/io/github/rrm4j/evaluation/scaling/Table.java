package io.github.rrm4j.evaluation.scaling;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * Rows of named numbers and words, as JSON, CSV and Markdown.
 *
 * @param name of the table, in file names and headings
 * @param rows objects with the same fields in the same order
 */
public record Table(String name, List<ObjectNode> rows) {

  /** A row to fill. */
  public static ObjectNode row() {
    return Json.object();
  }

  /** The table in JSON. */
  public ArrayNode toJson() {
    ArrayNode json = Json.list();
    rows.forEach(json::add);
    return json;
  }

  /** Numbers in full; texts in quotes where they need them. */
  public String toCsv() {
    StringBuilder csv = new StringBuilder(String.join(",", columns())).append('\n');
    for (ObjectNode row : rows) {
      List<String> cells = new ArrayList<>();
      row.forEach(cell -> cells.add(cell.isNull() ? "" : quoted(cell.asText())));
      csv.append(String.join(",", cells)).append('\n');
    }
    return csv.toString();
  }

  /** Numbers to four places at most. */
  public String toMarkdown() {
    StringBuilder text = new StringBuilder("| " + String.join(" | ", columns()) + " |\n|");
    columns().forEach(column -> text.append("---|"));
    for (ObjectNode row : rows) {
      text.append("\n|");
      row.forEach(cell -> text.append(' ').append(shown(cell)).append(" |"));
    }
    return text.append('\n').toString();
  }

  private List<String> columns() {
    List<String> columns = new ArrayList<>();
    if (!rows.isEmpty()) {
      Iterator<String> names = rows.get(0).fieldNames();
      names.forEachRemaining(columns::add);
    }
    return columns;
  }

  private static String shown(JsonNode cell) {
    if (cell.isNull()) {
      return "";
    }
    if (!cell.isFloatingPointNumber()) {
      return cell.asText().replace("|", "\\|");
    }
    double value = cell.asDouble();
    return String.format(Locale.ROOT, Math.abs(value) < 10 ? "%.4f" : "%.1f", value);
  }

  private static String quoted(String text) {
    return text.matches("(?s).*[\",\n\r].*") ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
