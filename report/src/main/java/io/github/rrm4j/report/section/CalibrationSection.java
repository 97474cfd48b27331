package io.github.rrm4j.report.section;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.report.chart.Axis;
import io.github.rrm4j.report.chart.Curve;
import io.github.rrm4j.report.chart.DotPlot;
import io.github.rrm4j.report.chart.Figure;
import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.records.BenchmarkRecords;
import io.github.rrm4j.statistics.table.Cell;
import io.github.rrm4j.statistics.table.Column;
import io.github.rrm4j.statistics.table.Estimate;
import io.github.rrm4j.statistics.table.Numbers;
import io.github.rrm4j.statistics.table.Table;
import io.github.rrm4j.statistics.table.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Calibration of a judge's confidence: reliability, risk against coverage, and summaries. */
record CalibrationSection(List<BenchmarkRecords> results) {

  private static final Map<String, String> CONFIDENCES =
      new TreeMap<>(
          Map.of(
              "stated_confidence", "stated confidence",
              "verdict_probability", "probability of the verdict",
              "vote_share", "share of the votes"));

  List<Part> parts() {
    List<Figure> figures = new ArrayList<>();
    CONFIDENCES.forEach(
        (field, name) -> {
          reliability(field, name).ifPresent(figures::add);
          riskCoverage(field, name).ifPresent(figures::add);
        });
    List<Part> parts = new ArrayList<>();
    Table summary = summary();
    if (!summary.rows().isEmpty()) {
      parts.add(
          new Part.Note(
              "A calibrated judge is right as often as it says: its dots lie on the diagonal. Risk"
                  + " is the share of wrong ones among the answers that it is surest of."));
      parts.add(new Part.Tabular(summary));
      parts.add(new Part.Figures(figures));
    }
    return parts;
  }

  private JsonNode confidence(BenchmarkRecords one, String field) {
    return one.result().path("calibration").path(field);
  }

  private String label(BenchmarkRecords one) {
    return results.size() == 1 ? "" : one.name();
  }

  /**
   * A line through the points of each evaluation that has some.
   *
   * @param points the field that holds them
   * @param at the field of a point that says where it lies
   * @param value the field with the share that is drawn
   */
  private List<Figure.Line> lines(
      String field, String points, String at, String value, Figure.Style style) {
    List<Figure.Line> lines = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      TreeMap<Double, Estimate> own = new TreeMap<>();
      for (JsonNode point : confidence(results.get(i), field).path(points)) {
        Estimate.of(Numbers.in(point), value, "low", "high")
            .ifPresent(share -> own.put(point.path(at).asDouble(), share));
      }
      if (!own.isEmpty()) {
        lines.add(DotPlot.line(label(results.get(i)), own, i, style));
      }
    }
    return lines;
  }

  private Optional<Figure> reliability(String field, String name) {
    List<Figure.Line> lines =
        lines(field, "reliability", "confidence", "accuracy", Figure.Style.POINTS);
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    double from = lines.stream().mapToDouble(line -> line.curve().steps()[0]).min().orElseThrow();
    Curve diagonal = new Curve(new double[] {from, 1}, new double[] {from, 1});
    lines.add(
        0, new Figure.Line("calibrated", diagonal, Optional.empty(), 0, Figure.Style.REFERENCE));
    return Optional.of(
        new Figure(
            "reliability-" + field.replace('_', '-'),
            "Reliability: accuracy against the " + name,
            Axis.share(name),
            Axis.share("accuracy"),
            lines));
  }

  private Optional<Figure> riskCoverage(String field, String name) {
    List<Figure.Line> lines = lines(field, "risk_coverage", "coverage", "risk", Figure.Style.CURVE);
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Figure(
                "risk-coverage-" + field.replace('_', '-'),
                "Risk against coverage, by " + name,
                Axis.share("coverage: share of answers kept"),
                Axis.share("risk: share wrong"),
                lines));
  }

  private Table summary() {
    List<Table.Row> rows = new ArrayList<>();
    for (BenchmarkRecords one : results) {
      CONFIDENCES.forEach(
          (field, name) -> {
            Map<String, Double> numbers = Numbers.in(confidence(one, field));
            Estimate.of(confidence(one, field), "ece")
                .ifPresent(
                    ece ->
                        rows.add(
                            new Table.Row(
                                "",
                                List.of(
                                    Cell.text(one.name()),
                                    Cell.text(name),
                                    Cell.of(ece, Unit.SHARE),
                                    Cell.of(
                                        Estimate.of(confidence(one, field), "brier"), Unit.PLAIN),
                                    Cell.of(
                                        Estimate.of(confidence(one, field), "auroc"), Unit.PLAIN),
                                    Cell.of(numbers, "aurc", Unit.SHARE),
                                    Cell.of(numbers, "n", Unit.PLAIN)))));
          });
    }
    return new Table(
        "calibration",
        "Calibration",
        List.of(
            Column.text("Evaluation"),
            Column.text("Confidence"),
            Column.measured("Expected calibration error" + Column.INTERVAL, "ece"),
            Column.measured("Brier score" + Column.INTERVAL, "brier"),
            Column.measured("AUROC" + Column.INTERVAL, "auroc"),
            Column.number("Area under risk and coverage", "aurc"),
            Column.number("n", "n")),
        rows);
  }
}
