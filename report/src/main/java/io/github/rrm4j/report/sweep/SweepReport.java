package io.github.rrm4j.report.sweep;

import io.github.rrm4j.contracts.AtomicFiles;
import io.github.rrm4j.report.chart.Axis;
import io.github.rrm4j.report.chart.Chart;
import io.github.rrm4j.report.chart.Curve;
import io.github.rrm4j.report.chart.Figure;
import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.page.Part.Layout;
import io.github.rrm4j.report.page.ReportPage;
import io.github.rrm4j.report.page.SectionList;
import io.github.rrm4j.statistics.table.Table;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the results of a sweep: {@code results.md}, {@code results.csv} and {@code index.html}.
 */
public final class SweepReport {

  private static final Axis TOKENS = Axis.number("mean thinking tokens");
  private static final Axis ACCURACY = Axis.share("accuracy");
  private static final String RULE =
      "Shares are in per cent. Intervals are 95 %: Student's over the seeds, differences paired by"
          + " seed, those of shares never narrower than the held-out judgements allow; with one seed"
          + " those alone, which says nothing about other seeds. Evaluations are sampled.";

  /**
   * A cell of a sweep.
   *
   * @param runs seed to the folder of each finished run
   * @param state a remark on the others; empty where there are none
   */
  public record Cell(String name, Map<Long, Path> runs, String state) {}

  private SweepReport() {}

  /**
   * Writes the three files, replacing earlier ones.
   *
   * @param base the name of the cell that the others are compared with
   * @return the tables: all cells, and their sections where there are some
   */
  public static List<Table> write(Path folder, String name, List<Cell> cells, String base)
      throws IOException {
    Chart.withoutScreen();
    List<SweepResults.Row> rows = new ArrayList<>();
    for (Cell cell : cells) {
      List<SweepRun> runs = new ArrayList<>();
      for (Map.Entry<Long, Path> run : cell.runs().entrySet()) {
        SweepRun.read(run.getKey(), run.getValue()).ifPresent(runs::add);
      }
      rows.add(new SweepResults.Row(cell.name(), runs, cell.state()));
    }
    SweepResults results = new SweepResults(rows, base);
    SweepTable tables = new SweepTable(results);
    List<Table> shown =
        Stream.of(tables.results(), tables.bySection())
            .filter(table -> !table.rows().isEmpty())
            .toList();
    String text = shown.stream().map(Table::markdown).collect(Collectors.joining("\n"));
    AtomicFiles.write(folder.resolve("results.md"), text);
    AtomicFiles.write(folder.resolve("results.csv"), tables.runs().csv());
    AtomicFiles.write(folder.resolve("index.html"), page(name, results).html());
    return shown;
  }

  private static ReportPage page(String name, SweepResults results) {
    SweepTable tables = new SweepTable(results);
    SectionList sections =
        new SectionList()
            .add(
                "results",
                "Results",
                List.of(new Part.Note(RULE), new Part.Tabular(tables.results(), Layout.STACKED)));
    Table bySection = tables.bySection();
    if (!bySection.rows().isEmpty()) {
      Part.Tabular grouped = new Part.Tabular(bySection, Layout.FOLDED, true);
      sections.add("sections", "By section", List.of(grouped));
    }
    List<Figure> figures = figures(results);
    if (!figures.isEmpty()) {
      sections.add("figures", "Figures", List.of(new Part.Figures(figures)));
    }
    return new ReportPage("RRM4J sweep", name, List.of(), sections.sections());
  }

  private static List<Figure> figures(SweepResults results) {
    List<Figure> figures = new ArrayList<>();
    List<Figure.Line> points = points(results);
    if (points.isEmpty()) {
      return figures;
    }
    figures.add(
        new Figure(
            "accuracy-tokens",
            "Held-out accuracy over mean thinking tokens",
            TOKENS,
            ACCURACY,
            points));
    frontier(results).ifPresent(figures::add);
    List<Figure.Line> curves = new ArrayList<>();
    for (SweepResults.Row row : results.rows()) {
      Curve mean = mean(row.runs());
      if (mean.size() > 0) {
        curves.add(Figure.Line.curve(row.name(), mean, curves.size()));
      }
    }
    if (!curves.isEmpty()) {
      figures.add(
          new Figure(
              "accuracy",
              "Accuracy of the rollouts, mean of the seeds",
              Axis.STEP,
              ACCURACY,
              curves));
    }
    return figures;
  }

  private static List<Figure.Line> points(SweepResults results) {
    List<Figure.Line> points = new ArrayList<>();
    results
        .points()
        .forEach(
            (cell, at) -> {
              Curve point = new Curve(new double[] {at[0]}, new double[] {at[1]});
              points.add(Figure.Line.curve(cell, point, points.size()));
            });
    return points;
  }

  /** The cells that no other beats in accuracy with as few tokens or fewer. */
  private static Optional<Figure> frontier(SweepResults results) {
    TreeMap<Double, Double> best = new TreeMap<>();
    results.points().values().forEach(at -> best.merge(at[0], at[1], Math::max));
    TreeMap<Double, Double> frontier = new TreeMap<>();
    double highest = Double.NEGATIVE_INFINITY;
    for (Map.Entry<Double, Double> at : best.entrySet()) {
      if (at.getValue() > highest) {
        highest = at.getValue();
        frontier.put(at.getKey(), at.getValue());
      }
    }
    return frontier.size() < 2
        ? Optional.empty()
        : Optional.of(
            new Figure(
                "frontier",
                "Frontier: no other cell has more accuracy for as few thinking tokens",
                TOKENS,
                ACCURACY,
                List.of(Figure.Line.curve("", Curve.of(frontier), 0))));
  }

  /** The mean over the runs, at the steps that all of them have. */
  private static Curve mean(List<SweepRun> runs) {
    Map<Double, List<Double>> values = new LinkedHashMap<>();
    for (SweepRun run : runs) {
      Curve curve = run.accuracyOverSteps();
      for (int i = 0; i < curve.size(); i++) {
        values.computeIfAbsent(curve.steps()[i], step -> new ArrayList<>()).add(curve.values()[i]);
      }
    }
    TreeMap<Double, Double> means = new TreeMap<>();
    values.forEach(
        (step, some) -> {
          if (some.size() == runs.size()) {
            means.put(step, some.stream().mapToDouble(Double::doubleValue).average().orElseThrow());
          }
        });
    return Curve.of(means);
  }
}
