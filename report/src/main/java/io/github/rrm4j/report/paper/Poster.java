package io.github.rrm4j.report.paper;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.statistics.table.Cell;
import io.github.rrm4j.statistics.table.Column;
import io.github.rrm4j.statistics.table.Table;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The numbers of the poster of Guo et al. 2025, "Reward Reasoning Model" (arXiv 2505.14674): models
 * of 7 and 32 billion parameters on real benchmarks.
 */
final class Poster {

  /** Shown beside each of these numbers. */
  static final String MARK =
      "The poster's: models of 7B and 32B parameters on real benchmarks. Not to be compared number by"
          + " number; what can be compared is the direction.";

  private final JsonNode panels;

  private Poster(JsonNode panels) {
    this.panels = panels;
  }

  static Poster read() {
    try (InputStream json = Poster.class.getResourceAsStream("poster.json")) {
      return new Poster(Json.parse(new String(json.readAllBytes(), StandardCharsets.UTF_8)));
    } catch (IOException e) {
      throw new UncheckedIOException("poster.json cannot be read from the class path", e);
    }
  }

  List<Table> tables(Panel panel) {
    List<Table> tables = new ArrayList<>();
    for (JsonNode table : panels.path(panel.key())) {
      List<Column> columns = new ArrayList<>();
      for (JsonNode title : table.required("header")) {
        columns.add(
            columns.isEmpty() ? Column.text(title.asText()) : Column.number(title.asText()));
      }
      List<List<Cell>> rows = new ArrayList<>();
      for (JsonNode row : table.required("rows")) {
        List<Cell> cells = new ArrayList<>();
        row.forEach(text -> cells.add(Cell.text(text.asText())));
        rows.add(cells);
      }
      tables.add(Table.of(table.required("caption").asText(), columns, rows));
    }
    return tables;
  }
}
