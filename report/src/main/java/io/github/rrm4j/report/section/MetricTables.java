package io.github.rrm4j.report.section;

import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.section.MetricNames.Named;
import io.github.rrm4j.statistics.table.Cell;
import io.github.rrm4j.statistics.table.Column;
import io.github.rrm4j.statistics.table.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Tables with a row for each metric of a benchmark, in groups; what would make the first one long
 * goes into a second one, which is folded.
 *
 * @param names the metrics, group by group
 * @param columns those after the name of the metric
 * @param cells of a metric, for these columns
 */
record MetricTables(List<Named> names, List<Column> columns, Function<Named, List<Cell>> cells) {

  /**
   * The tables.
   *
   * @param most rows of the first table, unless the main numbers are more
   */
  List<Part> parts(String id, String title, int most) {
    List<Part> parts = new ArrayList<>();
    if (names.size() <= most) {
      parts.add(open(id, title, names));
      return parts;
    }
    String first = names.get(0).group();
    Predicate<Named> main = named -> named.group().equals(first);
    parts.add(open(id, title, names.stream().filter(main).toList()));
    List<Named> others = names.stream().filter(main.negate()).toList();
    if (!others.isEmpty()) {
      Table table = table(id + "-subsets", title + ", by subset", others);
      parts.add(new Part.Tabular(table, Part.Layout.FOLDED, true));
    }
    return parts;
  }

  private Part open(String id, String title, List<Named> some) {
    return new Part.Tabular(table(id, title, some), Part.Layout.WHOLE, true);
  }

  private Table table(String id, String title, List<Named> some) {
    List<Column> all = new ArrayList<>(List.of(Column.text("Group"), Column.text("Metric")));
    all.addAll(columns);
    List<Table.Row> rows = new ArrayList<>();
    for (Named one : some) {
      List<Cell> row = new ArrayList<>();
      row.add(Cell.text(one.group()));
      row.add(new Cell.Text(one.label(), List.of(one.metric())));
      row.addAll(cells.apply(one));
      rows.add(new Table.Row(one.equals(names.get(0)) ? "main" : "", row));
    }
    return new Table(id, title, all, rows);
  }
}
