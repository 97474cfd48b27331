package io.github.rrm4j.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The curves of runs, stage by stage: several runs over each other. */
final class TrainingSection {

  private final List<RunRecords> runs;

  TrainingSection(List<RunRecords> runs) {
    this.runs = runs;
  }

  /** Its parts; none where no run has a curve. */
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
    DataTable time = time();
    if (!time.rows().isEmpty()) {
      parts.add(new Part.Table(time));
    }
    return parts;
  }

  /** Where the time went; what is within another part counts in that one. */
  private DataTable time() {
    List<DataTable.Column> columns = new ArrayList<>();
    if (runs.size() > 1) {
      columns.add(DataTable.Column.text("Run"));
    }
    columns.add(DataTable.Column.text("Stage"));
    columns.add(DataTable.Column.text("Part"));
    columns.add(DataTable.Column.number("Seconds", "seconds"));
    columns.add(DataTable.Column.number("Share of the stage", "share"));
    List<DataTable.Row> rows = new ArrayList<>();
    for (RunRecords run : runs) {
      for (Profile.Part part : run.profile().parts()) {
        List<Cell> cells = new ArrayList<>();
        if (runs.size() > 1) {
          cells.add(Cell.text(run.name()));
        }
        cells.add(Cell.text(part.stage()));
        cells.add(Cell.text(part.name()));
        cells.add(number("%.1f", part.seconds(), part.seconds()));
        cells.add(number("%.1f %%", 100 * part.share(), part.share()));
        rows.add(new DataTable.Row("", cells));
      }
    }
    return new DataTable("time", "Where the time went", columns, rows);
  }

  private static Cell number(String format, double shown, double value) {
    return new Cell(String.format(Locale.ROOT, format, shown), List.of(String.valueOf(value)));
  }

  /** How a line is called where there may be several runs. */
  static String label(List<RunRecords> runs, RunRecords run, String label) {
    return runs.size() == 1 ? label : label.isEmpty() ? run.name() : run.name() + ": " + label;
  }

  /** The metrics of a stage; none where the run has none. */
  static Map<String, Curve> metrics(RunRecords run, String stage) {
    return run.stages().getOrDefault(stage, Map.of());
  }

  /** Lines of one run are told apart by colour; of several, runs by colour and lines by dashes. */
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
