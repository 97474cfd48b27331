package io.github.rrm4j.report.sweep;

import io.github.rrm4j.report.sweep.SweepResults.Metric;
import io.github.rrm4j.report.sweep.SweepResults.Row;
import io.github.rrm4j.statistics.table.Cell;
import io.github.rrm4j.statistics.table.Column;
import io.github.rrm4j.statistics.table.Estimate;
import io.github.rrm4j.statistics.table.Table;
import io.github.rrm4j.statistics.table.Unit;
import java.util.ArrayList;
import java.util.List;

/** The results of a sweep as tables; shares are in per cent. */
final class SweepTable {

  private static final Cell NONE = new Cell.Missing("-");

  private final SweepResults results;

  SweepTable(SweepResults results) {
    this.results = results;
  }

  /** A cell of the sweep in each row; what decides between them stands behind the name. */
  Table results() {
    List<List<Cell>> cells = new ArrayList<>();
    for (Row row : results.rows()) {
      List<Cell> own = new ArrayList<>();
      own.add(Cell.text(row.name()));
      own.add(againstBase(row, Metric.ACCURACY));
      own.add(meanCell(row, Metric.ACCURACY));
      own.add(Cell.count(row.runs().size()));
      for (Metric metric : List.of(Metric.SWAP, Metric.THINKING)) {
        own.add(againstBase(row, metric));
        own.add(meanCell(row, metric));
      }
      own.add(meanCell(row, Metric.MALFORMED));
      own.add(meanCell(row, Metric.MINUTES));
      own.add(Cell.text(row.state()));
      cells.add(own);
    }
    return Table.of(
        "Results",
        List.of(
            Column.text("cell"),
            Column.number("accuracy against base"),
            Column.number(Metric.ACCURACY.title),
            Column.number("seeds"),
            Column.number("swap against base"),
            Column.number(Metric.SWAP.title),
            Column.number("thinking against base"),
            Column.number(Metric.THINKING.title),
            Column.number(Metric.MALFORMED.title),
            Column.number(Metric.MINUTES.title),
            Column.text("state")),
        cells);
  }

  /** Where a cell gains or loses: each on the pairs of each section; no rows without sections. */
  Table bySection() {
    List<List<Cell>> cells = new ArrayList<>();
    for (String section : results.sections()) {
      SweepTable own = new SweepTable(results.in(section));
      for (Row row : own.results.rows()) {
        if (!row.runs().isEmpty()) {
          cells.add(
              List.of(
                  Cell.text(section),
                  Cell.text(row.name()),
                  own.againstBase(row, Metric.ACCURACY),
                  own.meanCell(row, Metric.ACCURACY),
                  own.againstBase(row, Metric.THINKING),
                  own.meanCell(row, Metric.THINKING)));
        }
      }
    }
    return Table.of(
        "By section",
        List.of(
            Column.text("section"),
            Column.text("cell"),
            Column.number("accuracy against base"),
            Column.number("accuracy"),
            Column.number("thinking against base"),
            Column.number("thinking tokens")),
        cells);
  }

  /** Each finished run, unrounded. */
  Table runs() {
    List<Column> columns = new ArrayList<>();
    columns.add(Column.name("cell"));
    columns.add(Column.number("seed"));
    for (Metric metric : Metric.values()) {
      columns.add(Column.number(metric.field));
    }
    columns.add(Column.number("n"));
    List<List<Cell>> cells = new ArrayList<>();
    for (Row row : results.rows()) {
      for (SweepRun run : row.runs()) {
        List<Cell> own = new ArrayList<>(List.of(Cell.text(row.name()), Cell.count(run.seed())));
        for (Metric metric : Metric.values()) {
          own.add(Cell.number(run.number(metric.field), Unit.PLAIN));
        }
        own.add(Cell.number(run.number("n"), Unit.PLAIN));
        cells.add(own);
      }
    }
    return Table.of("Runs", columns, cells);
  }

  private Cell meanCell(Row row, Metric metric) {
    Unit unit = metric.share ? Unit.PERCENT : Unit.DECIMAL;
    return results.mean(row, metric).map(mean -> Cell.of(Estimate.of(mean), unit)).orElse(NONE);
  }

  /** The difference from the base cell and how it reads. */
  private Cell againstBase(Row row, Metric metric) {
    Unit unit = metric.share ? Unit.POINTS : Unit.DIFFERENCE;
    return row.equals(results.base())
        ? Cell.text("base")
        : results
            .difference(row, metric)
            .map(d -> Cell.text(unit.text(Estimate.of(d)) + ", " + SweepResults.reading(d)))
            .orElse(NONE);
  }
}
