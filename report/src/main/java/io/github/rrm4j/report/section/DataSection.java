package io.github.rrm4j.report.section;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.records.RunRecords;
import io.github.rrm4j.statistics.table.Cell;
import io.github.rrm4j.statistics.table.Column;
import io.github.rrm4j.statistics.table.Table;
import io.github.rrm4j.statistics.table.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What was put into the training pairs of runs beside the data that was given. */
record DataSection(List<RunRecords> runs) {

  List<Part> parts() {
    Table negatives = negatives();
    return negatives.rows().isEmpty()
        ? List.of()
        : List.of(
            new Part.Note(
                "Negatives are training pairs whose worse response was replaced or dressed by an attack; the better response stays better."),
            new Part.Tabular(negatives));
  }

  private Table negatives() {
    List<Column> columns = new ArrayList<>();
    if (runs.size() > 1) {
      columns.add(Column.text("Run"));
    }
    columns.add(Column.text("Attack"));
    columns.add(Column.text("Pairs are"));
    columns.add(Column.number("Pairs"));
    columns.add(Column.number("Share of all pairs", "share"));
    List<Table.Row> rows = new ArrayList<>();
    for (RunRecords run : runs) {
      JsonNode counts = run.preparation().path("train").path("negatives");
      rows.addAll(rows(run, counts, "attacked", "attacked"));
      rows.addAll(rows(run, counts, "left_alone", "left as they are"));
    }
    return new Table("negatives", "Negatives among the training pairs", columns, rows);
  }

  private List<Table.Row> rows(RunRecords run, JsonNode counts, String field, String are) {
    List<Table.Row> rows = new ArrayList<>();
    double pairs = counts.path("pairs").asDouble();
    for (Map.Entry<String, JsonNode> count : counts.path(field).properties()) {
      List<Cell> cells = new ArrayList<>();
      if (runs.size() > 1) {
        cells.add(Cell.text(run.name()));
      }
      cells.add(Cell.text(count.getKey().replace('_', ' ')));
      cells.add(Cell.text(are));
      cells.add(Cell.count(count.getValue().asLong()));
      cells.add(Cell.number(count.getValue().asDouble() / pairs, Unit.SHARE));
      rows.add(Table.Row.of(cells));
    }
    return rows;
  }
}
