package io.github.rrm4j.report.page;

import io.github.rrm4j.statistics.table.Cell;
import io.github.rrm4j.statistics.table.Column;
import io.github.rrm4j.statistics.table.Table;

/** Writes tables into a page; one that is too wide is scrolled by itself. */
record TableWriter(Html html) {

  private static final int LONG = 20; // rows
  private static final String INTERVAL = " [";

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
    int from = tabular.grouped() ? 1 : 0; // the first column that is shown as one
    for (Column column : table.columns().subList(from, table.columns().size())) {
      html.element("th", column.title(), "scope", "col", "class", column.number() ? "number" : "");
    }
    html.close().close().open("tbody");
    String group = "";
    for (Table.Row row : table.rows()) {
      String own = tabular.grouped() ? row.cells().get(0).shown() : "";
      if (!own.equals(group)) {
        html.close().open("tbody").open("tr", "class", "group");
        String columns = String.valueOf(table.columns().size() - 1);
        html.element("th", own, "scope", "rowgroup", "colspan", columns).close();
        group = own;
      }
      row(table, row, from, stacked);
    }
    html.close().close().close();
    if (folded) {
      html.close();
    }
  }

  private void row(Table table, Table.Row row, int from, boolean stacked) {
    html.open("tr", "class", row.kind());
    for (int i = from; i < row.cells().size(); i++) {
      Column column = table.columns().get(i);
      Cell cell = row.cells().get(i);
      if (i == from && !column.number()) {
        html.element("th", cell.shown(), "scope", "row");
      } else {
        html.open(
            "td",
            "class",
            style(column, cell),
            "data-title", // which column it is of, where rows are stacked
            stacked ? column.title() : "");
        cell(cell, from > 0);
        html.close();
      }
    }
    html.close();
  }

  /**
   * Writes the content of a cell.
   *
   * @param apart whether its interval is an element, which a phone shows below the number
   */
  private void cell(Cell cell, boolean apart) {
    int interval = cell.shown().indexOf(INTERVAL);
    if (cell instanceof Cell.Badge badge) {
      badge(badge);
    } else if (apart && cell instanceof Cell.Measured && interval > 0) {
      html.text(cell.shown().substring(0, interval + 1));
      html.element("span", cell.shown().substring(interval + 1), "class", "interval");
    } else {
      html.text(cell.shown());
    }
  }

  /** A reason in the place of a number is a text that may be wrapped; words are so on a phone. */
  private static String style(Column column, Cell cell) {
    boolean reason = cell instanceof Cell.Missing && cell.shown().length() > 1;
    String kind = reason ? " missing" : cell instanceof Cell.Text ? " words" : "";
    return column.number() ? "number" + kind : "";
  }

  void badge(Cell.Badge badge) {
    html.element("span", badge.shown(), "class", "badge " + badge.kind());
  }
}
