package io.github.rrm4j.report.section;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.report.chart.Axis;
import io.github.rrm4j.report.chart.DotPlot;
import io.github.rrm4j.report.chart.Figure;
import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.records.ScalingRecords;
import io.github.rrm4j.statistics.table.Estimate;
import io.github.rrm4j.statistics.table.ResultRows;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** Accuracy against votes, thinking and comparisons. */
final class ScalingSection {

  static final String ALL = "all";
  static final Axis ACCURACY = Axis.share("accuracy");

  private final List<ScalingRecords> scalings;
  private final List<Part> parts = new ArrayList<>();

  ScalingSection(List<ScalingRecords> scalings) {
    this.scalings = scalings;
  }

  List<Part> parts() {
    curve(
        "votes",
        "Accuracy against votes",
        Axis.of("votes", Axis.Scale.DOUBLINGS),
        row -> row.path("votes").asDouble());
    curve(
        "budget",
        "Accuracy against thinking, under budgets",
        Axis.number("mean thinking tokens"),
        row -> row.path("thinking_tokens").asDouble());
    scalings.stream().map(StoppedFigure::new).forEach(one -> parts.addAll(one.parts()));
    tournaments();
    scalings.stream().map(RouterFigure::new).forEach(one -> parts.addAll(one.parts()));
    return parts;
  }

  /** Adds the curves of a command, for all folders and then by section, and its tables. */
  private void curve(String command, String caption, Axis domain, ToDoubleFunction<JsonNode> at) {
    String table = command + ".accuracy";
    List<Figure> figures = new ArrayList<>();
    List<Figure.Line> all = new ArrayList<>();
    for (int i = 0; i < scalings.size(); i++) {
      TreeMap<Double, Estimate> points = points(scalings.get(i).rows(table, ALL), at);
      if (!points.isEmpty()) {
        String label = scalings.size() == 1 ? "" : scalings.get(i).name();
        all.add(DotPlot.line(label, points, i, Figure.Style.CURVE));
      }
    }
    if (!all.isEmpty()) {
      figures.add(
          new Figure("scaling-" + command, caption + ", with interval", domain, ACCURACY, all));
    }
    for (ScalingRecords scaling : scalings) {
      bySection(scaling, table, at)
          .map(
              lines ->
                  new Figure(
                      "scaling-" + command + "-sections-" + scaling.name(),
                      caption + " by section, " + scaling.name(),
                      domain,
                      ACCURACY,
                      lines))
          .ifPresent(figures::add);
    }
    if (!figures.isEmpty()) {
      parts.add(new Part.Figures(figures));
    }
    for (ScalingRecords scaling : scalings) {
      if (!scaling.rows(table).isEmpty()) {
        parts.add(
            new Part.Tabular(
                ResultRows.table(
                    "scaling-" + command + "-" + scaling.name(),
                    caption + ", " + scaling.name(),
                    scaling.rows(table))));
      }
    }
  }

  private static Optional<List<Figure.Line>> bySection(
      ScalingRecords scaling, String table, ToDoubleFunction<JsonNode> at) {
    List<Figure.Line> lines = new ArrayList<>();
    for (String section : scaling.sections(table)) {
      TreeMap<Double, Estimate> points = points(scaling.rows(table, section), at);
      if (!section.equals(ALL) && !points.isEmpty()) {
        Figure.Line line = DotPlot.line(section, points, lines.size(), Figure.Style.CURVE);
        lines.add(Figure.Line.curve(section, line.curve(), lines.size()));
      }
    }
    return lines.size() < 2 ? Optional.empty() : Optional.of(lines);
  }

  static TreeMap<Double, Estimate> points(List<JsonNode> rows, ToDoubleFunction<JsonNode> at) {
    TreeMap<Double, Estimate> points = new TreeMap<>();
    for (JsonNode row : rows) {
      Estimate.of(row, "accuracy").ifPresent(e -> points.put(at.applyAsDouble(row), e));
    }
    return points;
  }

  private void tournaments() {
    List<Figure> figures =
        scalings.stream().flatMap(scaling -> tournaments(scaling).stream()).toList();
    if (!figures.isEmpty()) {
      parts.add(new Part.Figures(figures));
    }
    for (ScalingRecords scaling : scalings) {
      for (String table : List.of("tournament.accuracy", "tournament.cycles")) {
        if (!scaling.rows(table).isEmpty()) {
          String words = table.endsWith("cycles") ? "Cycles among matches, " : "Tournaments, ";
          String id = "scaling-" + table.replace('.', '-') + "-" + scaling.name();
          parts.add(
              new Part.Tabular(ResultRows.table(id, words + scaling.name(), scaling.rows(table))));
        }
      }
    }
  }

  /** A line for each method; empty where no tournaments were held. */
  private static Optional<Figure> tournaments(ScalingRecords scaling) {
    Map<String, List<JsonNode>> methods =
        scaling.rows("tournament.accuracy", ALL).stream()
            .collect(
                groupingBy(
                    row -> row.path("method").asText().replace('_', ' '),
                    LinkedHashMap::new,
                    toList()));
    List<Figure.Line> lines = new ArrayList<>();
    methods.forEach(
        (method, rows) ->
            lines.add(
                DotPlot.line(
                    method,
                    points(rows, row -> row.path("judgements").asDouble()),
                    lines.size(),
                    Figure.Style.CURVE)));
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Figure(
                "scaling-tournament-" + scaling.name(),
                "Best-of-n accuracy against judgements, " + scaling.name(),
                Axis.of("judgements of a query", Axis.Scale.DOUBLINGS),
                ACCURACY,
                lines));
  }
}
