package io.github.rrm4j.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A table as it is shown, and as it is computed with.
 *
 * @param id names its files; unique among the tables of a report
 * @param rows each with a cell for every column
 */
record DataTable(String id, String title, List<Column> columns, List<Row> rows) {

  /**
   * A column.
   *
   * @param title where it is shown
   * @param fields what its values are called in CSV: one, or three where there is an interval
   * @param number whether it is set to the right
   */
  record Column(String title, List<String> fields, boolean number) {

    static Column text(String title) {
      return new Column(title, List.of(title.toLowerCase(Locale.ROOT)), false);
    }

    static Column number(String title, String field) {
      return new Column(title, List.of(field), true);
    }

    static Column measured(String title, String field) {
      return new Column(title, List.of(field, field + "_low", field + "_high"), true);
    }
  }

  /**
   * A row.
   *
   * @param kind the class that the page gives it; may be empty
   */
  record Row(String kind, List<Cell> cells) {}

  /** The table as Markdown: what is shown. */
  String markdown() {
    StringBuilder text = new StringBuilder();
    line(text, columns.stream().map(Column::title).toList());
    line(text, columns.stream().map(column -> column.number() ? "---:" : "---").toList());
    rows.forEach(row -> line(text, row.cells().stream().map(Cell::text).toList()));
    return text.toString();
  }

  private static void line(StringBuilder text, List<String> cells) {
    text.append("| ");
    text.append(String.join(" | ", cells.stream().map(cell -> cell.replace("|", "\\|")).toList()));
    text.append(" |\n");
  }

  /** The table as CSV: numbers in full, intervals in columns of their own. */
  String csv() {
    StringBuilder text = new StringBuilder();
    record(text, columns.stream().flatMap(column -> column.fields().stream()).toList());
    for (Row row : rows) {
      List<String> values = new ArrayList<>();
      for (int i = 0; i < columns.size(); i++) {
        Cell cell = row.cells().get(i);
        for (int field = 0; field < columns.get(i).fields().size(); field++) {
          values.add(field < cell.values().size() ? cell.values().get(field) : "");
        }
      }
      record(text, values);
    }
    return text.toString();
  }

  private static void record(StringBuilder text, List<String> values) {
    text.append(String.join(",", values.stream().map(DataTable::quoted).toList())).append('\n');
  }

  private static String quoted(String value) {
    return value.matches("(?s).*[\",\n\r].*") ? '"' + value.replace("\"", "\"\"") + '"' : value;
  }
}
