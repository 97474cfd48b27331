package io.github.rrm4j.report.section;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.report.chart.Axis;
import io.github.rrm4j.report.chart.DotPlot;
import io.github.rrm4j.report.chart.Figure;
import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.records.ScalingRecords;
import io.github.rrm4j.statistics.table.ResultRows;
import java.util.ArrayList;
import java.util.List;

/** Accuracy against tokens of a direct judge that sends on to a reasoning judge. */
record RouterFigure(ScalingRecords scaling) {

  private static final String CURVE = "router.curve";
  private static final String RECOMMENDED = "router.recommended";
  private static final String JUDGES = "router.judges";

  /** Nothing where no router was measured. */
  List<Part> parts() {
    if (scaling.rows(CURVE).isEmpty()) {
      return List.of();
    }
    List<Figure.Line> lines = new ArrayList<>();
    lines.add(line("sends on", scaling.rows(CURVE, ScalingSection.ALL), 0, Figure.Style.CURVE));
    for (JsonNode judge : scaling.rows(JUDGES)) {
      String name = judge.path("judge").asText() + " alone";
      lines.add(line(name, List.of(judge), lines.size(), Figure.Style.POINTS));
    }
    List<Part> parts = new ArrayList<>();
    parts.add(
        new Part.Figures(
            List.of(
                new Figure(
                    "scaling-router-" + scaling.name(),
                    "Accuracy against tokens of a comparison, " + scaling.name(),
                    Axis.number("tokens of a comparison"),
                    ScalingSection.ACCURACY,
                    lines))));
    if (!scaling.rows(RECOMMENDED).isEmpty()) {
      parts.add(
          new Part.Tabular(
              ResultRows.table(
                  "scaling-router-recommended-" + scaling.name(),
                  "The recommended confidence, " + scaling.name(),
                  scaling.rows(RECOMMENDED))));
    }
    parts.add(
        new Part.Tabular(
            ResultRows.table(
                "scaling-router-" + scaling.name(),
                "A direct judge that sends on, " + scaling.name(),
                scaling.rows(CURVE))));
    parts.add(
        new Part.Tabular(
            ResultRows.table(
                "scaling-router-judges-" + scaling.name(),
                "The judges alone, " + scaling.name(),
                scaling.rows(JUDGES))));
    return parts;
  }

  private static Figure.Line line(
      String name, List<JsonNode> rows, int number, Figure.Style style) {
    return DotPlot.line(
        name, ScalingSection.points(rows, row -> row.path("tokens").asDouble()), number, style);
  }
}
