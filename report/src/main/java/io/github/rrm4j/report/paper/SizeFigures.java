package io.github.rrm4j.report.paper;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.report.chart.Axis;
import io.github.rrm4j.report.chart.DotPlot;
import io.github.rrm4j.report.chart.Figure;
import io.github.rrm4j.statistics.table.Cell;
import io.github.rrm4j.statistics.table.Column;
import io.github.rrm4j.statistics.table.Estimate;
import io.github.rrm4j.statistics.table.Table;
import io.github.rrm4j.statistics.table.Unit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Accuracy over the number of parameters: of every benchmark that is measured here, what was
 * measured beside what was published.
 */
final class SizeFigures {

  private static final double BILLION = 1e9;
  private static final double THOUSAND = 1e3;

  private final Map<String, List<ObjectNode>> measured = new LinkedHashMap<>();
  private final Map<String, List<PublishedPoint>> published = new LinkedHashMap<>();

  SizeFigures(Measurements measurements, List<PublishedPoint> points) {
    for (ObjectNode row : measurements.ofAll(Panel.SIZE)) {
      String benchmark = row.path("benchmark").asText();
      measured.computeIfAbsent(benchmark, name -> new ArrayList<>()).add(row);
    }
    for (PublishedPoint point : points) {
      if (measured.containsKey(point.benchmark())) {
        published.computeIfAbsent(point.benchmark(), name -> new ArrayList<>()).add(point);
      }
    }
  }

  /** A figure for each benchmark that has two points. */
  List<Figure> figures() {
    List<Figure> figures = new ArrayList<>();
    measured.forEach((benchmark, rows) -> figure(benchmark, rows).ifPresent(figures::add));
    return figures;
  }

  private Optional<Figure> figure(String benchmark, List<ObjectNode> rows) {
    List<PublishedPoint> others = published.getOrDefault(benchmark, List.of());
    boolean large = !others.isEmpty();
    Map<String, TreeMap<Double, Estimate>> lines = new LinkedHashMap<>();
    for (ObjectNode row : rows) {
      double x = row.path("parameters").asDouble() / (large ? BILLION : THOUSAND);
      Estimate.of(row, "accuracy")
          .ifPresent(
              accuracy ->
                  lines.computeIfAbsent(here(row), name -> new TreeMap<>()).put(x, accuracy));
    }
    for (PublishedPoint point : others) {
      lines
          .computeIfAbsent(point.line(), name -> new TreeMap<>())
          .put(point.billions(), Estimate.of(point.accuracy() / 100));
    }
    if (lines.values().stream().mapToInt(TreeMap::size).sum() < 2) {
      return Optional.empty();
    }
    String unit = large ? "billions of parameters" : "thousands of parameters";
    String caption = "Accuracy over " + unit + (large ? ", " + benchmark : "");
    List<Figure.Line> drawn = new ArrayList<>();
    lines.forEach(
        (name, points) ->
            drawn.add(
                DotPlot.line(
                    lines.size() == 1 ? "" : name,
                    points,
                    drawn.size(),
                    points.size() == 1 ? Figure.Style.POINTS : Figure.Style.CURVE)));
    return Optional.of(
        new Figure(
            caption.replaceAll("\\W+", "-"),
            caption,
            Axis.number(unit),
            Axis.share("accuracy"),
            drawn));
  }

  private static String here(ObjectNode row) {
    int votes = row.path("votes").asInt(1);
    return votes == 1 ? "here" : "here, voting@" + votes;
  }

  /** What was published on the benchmarks that are measured here, with its sources. */
  Optional<Table> points() {
    List<List<Cell>> rows = new ArrayList<>();
    for (List<PublishedPoint> points : published.values()) {
      for (PublishedPoint point : points) {
        rows.add(
            List.of(
                Cell.text(point.benchmark()),
                Cell.text(point.name()),
                Cell.number(point.billions(), Unit.DECIMAL),
                Cell.number(point.accuracy() / 100, Unit.PERCENT),
                Cell.text(point.source())));
      }
    }
    List<Column> columns =
        List.of(
            Column.text("benchmark"),
            Column.text("published of"),
            Column.number("billions"),
            Column.number("accuracy"),
            Column.text("source"));
    return rows.isEmpty() ? Optional.empty() : Optional.of(Table.of("", columns, rows));
  }
}
