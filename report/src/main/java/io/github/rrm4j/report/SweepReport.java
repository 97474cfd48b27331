package io.github.rrm4j.report;

import io.github.rrm4j.contracts.AtomicFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes what a sweep came to: {@code results.md}, {@code results.csv} and {@code index.html}. */
public final class SweepReport {

  private static final Axis TOKENS = Axis.number("mean thinking tokens");
  private static final Axis ACCURACY = Axis.share("accuracy");

  /**
   * A cell of a sweep.
   *
   * @param runs seed to the folder of each finished run
   * @param state what is to be said of the others; empty where there is nothing
   */
  public record Cell(String name, Map<Long, Path> runs, String state) {}

  private SweepReport() {}

  /**
   * Writes the three files, replacing earlier ones.
   *
   * @param base the name of the cell that the others are compared with
   * @return the tables, as Markdown
   */
  public static String write(Path folder, String name, List<Cell> cells, String base)
      throws IOException {
    Report.withoutScreen();
    List<SweepTable.Row> rows = new ArrayList<>();
    for (Cell cell : cells) {
      List<SweepRun> runs = new ArrayList<>();
      for (Map.Entry<Long, Path> run : cell.runs().entrySet()) {
        SweepRun.read(run.getKey(), run.getValue()).ifPresent(runs::add);
      }
      rows.add(new SweepTable.Row(cell.name(), runs, cell.state()));
    }
    SweepTable table = new SweepTable(rows, base);
    String text = table.markdown() + new SectionTable(table).markdown();
    AtomicFiles.write(folder.resolve("results.md"), text);
    AtomicFiles.write(folder.resolve("results.csv"), table.csv());
    AtomicFiles.write(folder.resolve("index.html"), page(name, table));
    return text;
  }

  /** A table that is scrolled where it is too wide. */
  static void table(Html html, List<String> titles, List<List<String>> rows) {
    html.open("div", "class", "scroll", "tabindex", "0").open("table").open("thead").open("tr");
    titles.forEach(title -> html.element("th", title, "scope", "col"));
    html.close().close().open("tbody");
    for (List<String> row : rows) {
      html.open("tr");
      row.forEach(text -> html.element("td", text));
      html.close();
    }
    html.close().close().close();
  }

  private static String page(String name, SweepTable table) {
    Html html = new Html();
    ReportPage.head(html, name);
    html.open("body");
    html.open("header").element("p", "RRM4J sweep", "class", "kind").element("h1", name).close();
    html.open("main").open("section");
    html.element("h2", "Results");
    html.element(
        "p",
        "In per cent where it is a share. Intervals are of 95 %: Student's over the seeds, differences"
            + " paired by seed, those of shares never narrower than the held-out judgements allow; with one"
            + " seed those alone, which says nothing of other seeds. Evaluations are sampled.");
    table(html, table.titles(), table.rows().stream().map(table::texts).toList());
    html.close();
    new SectionTable(table).write(html);
    figures(html, table);
    html.close().close().close();
    return html.markup();
  }

  private static void figures(Html html, SweepTable table) {
    List<Figure> figures = new ArrayList<>();
    List<Figure.Line> points = new ArrayList<>();
    table
        .points()
        .forEach(
            (cell, at) ->
                points.add(
                    Figure.Line.curve(
                        cell,
                        new Curve(new double[] {at[0]}, new double[] {at[1]}),
                        points.size())));
    List<Figure.Line> curves = new ArrayList<>();
    for (SweepTable.Row row : table.rows()) {
      Curve mean = mean(row.runs());
      if (mean.size() > 0) {
        curves.add(Figure.Line.curve(row.name(), mean, curves.size()));
      }
    }
    if (!Chart.canDraw() || points.isEmpty()) {
      return;
    }
    figures.add(
        new Figure(
            "accuracy-tokens",
            "Held-out accuracy over mean thinking tokens",
            TOKENS,
            ACCURACY,
            points));
    frontier(table).ifPresent(figures::add);
    if (!curves.isEmpty()) {
      figures.add(
          new Figure(
              "accuracy",
              "Accuracy of the rollouts, mean of the seeds",
              Axis.STEP,
              ACCURACY,
              curves));
    }
    new SectionWriter(html)
        .write(new Section("figures", "Figures", List.of(new Part.Figures(figures))));
  }

  /** The cells that no other beats in accuracy with as few tokens or fewer. */
  private static Optional<Figure> frontier(SweepTable table) {
    TreeMap<Double, Double> best = new TreeMap<>();
    table.points().values().forEach(at -> best.merge(at[0], at[1], Math::max));
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
