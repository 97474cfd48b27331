package io.github.rrm4j.report.section;

import io.github.rrm4j.report.chart.Axis;
import io.github.rrm4j.report.chart.DotPlot;
import io.github.rrm4j.report.chart.Figure;
import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.records.ScalingRecords;
import io.github.rrm4j.statistics.table.ResultRows;
import java.util.ArrayList;
import java.util.List;

/** Accuracy against judgements: as many for every pair, or until they are enough. */
record StoppedFigure(ScalingRecords scaling) {

  private static final String TABLE = "votes.stopped";

  /** Nothing where no votes were measured. */
  List<Part> parts() {
    if (scaling.rows(TABLE).isEmpty()) {
      return List.of();
    }
    List<Figure.Line> lines = new ArrayList<>();
    lines.add(
        DotPlot.line(
            "as many for every pair",
            ScalingSection.points(
                scaling.rows("votes.accuracy", ScalingSection.ALL),
                row -> row.path("votes").asDouble()),
            0,
            Figure.Style.CURVE));
    lines.add(
        DotPlot.line(
            "until they are enough",
            ScalingSection.points(
                scaling.rows(TABLE, ScalingSection.ALL), row -> row.path("judgements").asDouble()),
            1,
            Figure.Style.CURVE));
    String caption = "Votes that stop, " + scaling.name();
    return List.of(
        new Part.Figures(
            List.of(
                new Figure(
                    "scaling-stopped-" + scaling.name(),
                    "Accuracy against judgements of a pair, " + scaling.name(),
                    Axis.of("judgements of a pair", Axis.Scale.DOUBLINGS),
                    ScalingSection.ACCURACY,
                    lines))),
        new Part.Tabular(
            ResultRows.table("scaling-stopped-" + scaling.name(), caption, scaling.rows(TABLE))));
  }
}
