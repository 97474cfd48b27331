package io.github.rrm4j.report.page;

import io.github.rrm4j.statistics.table.Cell;
import io.github.rrm4j.statistics.table.Column;
import io.github.rrm4j.statistics.table.Table;

/** Writes tables into a page; one that is too wide is scrolled by itself. */
final class TableWriter {

  private static final int LONG = 20; // rows

  private final Html html;

  TableWriter(Html html) {
    this.html = html;
  }

  /**
   * Writes a table.
   *
   * @param heading that it stands below; a title that repeats it is left out
   */
  void write(Part.Tabular tabular, String heading) {
    Table table = tabular.table();
    boolean folded = tabular.layout() == Part.Layout.FOLDED && table.rows().size() > LONG;
    if (folded) {
      html.open("details", "class", "more");
      html.element("summary", table.title() + ": " + table.rows().size() + " rows");
    } else if (!table.title().isEmpty() && !table.title().equals(heading)) {
      html.element("h4", table.title());
    }
    boolean stacked = tabular.layout() == Part.Layout.STACKED;
    html.open("div", "class", "scroll", "tabindex", "0");
    html.open("table", "class", stacked ? "stacked" : "").open("thead").open("tr");
    for (Column column : table.columns()) {
      html.element("th", column.title(), "scope", "col", "class", column.number() ? "number" : "");
    }
    html.close().close().open("tbody");
    table.rows().forEach(row -> row(table, row, stacked));
    html.close().close().close();
    if (folded) {
      html.close();
    }
  }

  private void row(Table table, Table.Row row, boolean stacked) {
    html.open("tr", "class", row.kind());
    for (int i = 0; i < row.cells().size(); i++) {
      Column column = table.columns().get(i);
      Cell cell = row.cells().get(i);
      if (i == 0 && !column.number()) {
        html.element("th", cell.shown(), "scope", "row");
      } else {
        html.open(
            "td",
            "class",
            style(column, cell),
            "data-title", // which column it is of, where rows are stacked
            stacked ? column.title() : "");
        if (cell instanceof Cell.Badge badge) {
          badge(badge);
        } else {
          html.text(cell.shown());
        }
        html.close();
      }
    }
    html.close();
  }

  /** A reason in the place of a number is a text that may be wrapped. */
  private static String style(Column column, Cell cell) {
    boolean reason = cell instanceof Cell.Missing && cell.shown().length() > 1;
    return column.number() ? (reason ? "number missing" : "number") : "";
  }

  void badge(Cell.Badge badge) {
    html.element("span", badge.shown(), "class", "badge " + badge.kind());
  }
}
