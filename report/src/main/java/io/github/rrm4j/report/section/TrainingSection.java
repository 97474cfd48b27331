package io.github.rrm4j.report.section;

import io.github.rrm4j.report.chart.Curve;
import io.github.rrm4j.report.chart.Figure;
import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.records.Profile;
import io.github.rrm4j.report.records.RunRecords;
import io.github.rrm4j.statistics.table.Cell;
import io.github.rrm4j.statistics.table.Column;
import io.github.rrm4j.statistics.table.Table;
import io.github.rrm4j.statistics.table.Unit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The curves of runs, stage by stage; several runs share a chart. */
record TrainingSection(List<RunRecords> runs) {

  /** The parts; empty if no run has a curve. */
  List<Part> parts() {
    Set<String> stages = new LinkedHashSet<>();
    // Evaluations that name no stage come first: they are the result.
    boolean stageless = runs.stream().anyMatch(run -> run.stages().containsKey(""));
    if (!stageless) {
      stages.add("");
    }
    runs.forEach(run -> stages.addAll(run.stages().keySet()));
    runs.forEach(run -> run.evaluations().forEach(one -> stages.add(one.stage())));
    List<Part> parts = new ArrayList<>();
    for (String stage : stages) {
      List<Figure> figures = new ArrayList<>(EvaluationFigures.of(runs, stage));
      figures.addAll(StageFigures.of(runs, stage));
      if (!figures.isEmpty()) {
        String title = stage.isEmpty() ? (stageless ? "" : "Evaluation") : "Stage " + stage;
        if (!title.isEmpty()) {
          parts.add(new Part.Heading(title));
        }
        parts.add(new Part.Figures(figures));
      }
    }
    Table time = time();
    if (!time.rows().isEmpty()) {
      parts.add(new Part.Tabular(time));
    }
    return parts;
  }

  /** Where the time went; a nested part is also counted in its outer part. */
  private Table time() {
    List<Column> columns = new ArrayList<>();
    if (runs.size() > 1) {
      columns.add(Column.text("Run"));
    }
    columns.add(Column.text("Stage"));
    columns.add(Column.text("Part"));
    columns.add(Column.number("Seconds", "seconds"));
    columns.add(Column.number("Share of the stage", "share"));
    List<Table.Row> rows = new ArrayList<>();
    for (RunRecords run : runs) {
      for (Profile.Part part : run.profile().parts()) {
        List<Cell> cells = new ArrayList<>();
        if (runs.size() > 1) {
          cells.add(Cell.text(run.name()));
        }
        cells.add(Cell.text(part.stage()));
        cells.add(Cell.text(part.name()));
        cells.add(Cell.number(part.seconds(), Unit.DECIMAL));
        cells.add(Cell.number(part.share(), Unit.SHARE));
        rows.add(Table.Row.of(cells));
      }
    }
    return new Table("time", "Where the time went", columns, rows);
  }

  /** The label of a line, prefixed with the run if there are several. */
  static String label(List<RunRecords> runs, RunRecords run, String label) {
    return runs.size() == 1 ? label : label.isEmpty() ? run.name() : run.name() + ": " + label;
  }

  /** The metrics of a stage; empty if the run has none. */
  static Map<String, Curve> metrics(RunRecords run, String stage) {
    return run.stages().getOrDefault(stage, Map.of());
  }

  /**
   * With one run, each line has its own color; with several, each run has, and dashes tell lines
   * apart.
   */
  static Figure.Line line(List<RunRecords> runs, int run, int member, String label, Curve curve) {
    Figure.Style style =
        Figure.Style.values()[runs.size() == 1 ? 0 : Math.min(member, 2)]; // curve, dashed, dotted
    return new Figure.Line(
        label(runs, runs.get(run), label),
        curve,
        Optional.empty(),
        runs.size() == 1 ? member : run,
        style);
  }
}
