package io.github.rrm4j.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** A table with a row for each name and a column for each of some sources. */
final class SideBySide {

  private static final String INTERVAL = " [95\u00a0%\u00a0interval]";

  private SideBySide() {}

  /**
   * The table.
   *
   * @param first what the names are
   * @param sources of each its estimates by name
   * @param unit of each name
   */
  static DataTable of(
      String id,
      String title,
      String first,
      Map<String, Map<String, Estimate>> sources,
      Function<String, Unit> unit) {
    Set<String> names = new LinkedHashSet<>();
    List<DataTable.Column> columns = new ArrayList<>(List.of(DataTable.Column.text(first)));
    sources.forEach(
        (source, estimates) -> {
          names.addAll(estimates.keySet());
          columns.add(DataTable.Column.measured(source + INTERVAL, source));
          columns.add(DataTable.Column.number("n", source + " n"));
        });
    List<DataTable.Row> rows = new ArrayList<>();
    for (String name : names) {
      List<Cell> cells = new ArrayList<>(List.of(Cell.text(name.replace('_', ' '))));
      for (Map<String, Estimate> estimates : sources.values()) {
        Estimate estimate = estimates.get(name);
        cells.add(estimate == null ? Cell.ABSENT : Cell.of(estimate, unit.apply(name)));
        cells.add(
            estimate == null || estimate.n() == 0
                ? Cell.ABSENT
                : new Cell(Numbers.plain(estimate.n()), List.of(String.valueOf(estimate.n()))));
      }
      rows.add(new DataTable.Row("", cells));
    }
    return new DataTable(id, title, columns, rows);
  }
}
