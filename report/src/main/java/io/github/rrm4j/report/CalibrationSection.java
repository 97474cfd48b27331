package io.github.rrm4j.report;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What a judge's confidence is worth: reliability, risk against coverage, and their summaries. */
final class CalibrationSection {

  private static final Map<String, String> CONFIDENCES =
      new TreeMap<>(
          Map.of(
              "verdict_probability", "probability of the verdict",
              "vote_share", "share of the votes"));

  private final List<BenchmarkRecords> results;

  CalibrationSection(List<BenchmarkRecords> results) {
    this.results = results;
  }

  List<Part> parts() {
    List<Figure> figures = new ArrayList<>();
    CONFIDENCES.forEach(
        (field, name) -> {
          reliability(field, name).ifPresent(figures::add);
          riskCoverage(field, name).ifPresent(figures::add);
        });
    List<Part> parts = new ArrayList<>();
    DataTable summary = summary();
    if (!summary.rows().isEmpty()) {
      parts.add(
          new Part.Note(
              "A calibrated judge is right as often as it says: its dots lie on the diagonal. Risk is"
                  + " the share of wrong ones among the answers that it is surest of."));
      parts.add(new Part.Table(summary));
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

  private Optional<Figure> reliability(String field, String name) {
    List<Figure.Line> lines = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      TreeMap<Double, Estimate> points = new TreeMap<>();
      confidence(results.get(i), field)
          .path("reliability")
          .forEach(
              bin ->
                  Estimate.of(RunRecords.numbers(bin), "accuracy", "low", "high")
                      .ifPresent(right -> points.put(bin.path("confidence").asDouble(), right)));
      if (!points.isEmpty()) {
        lines.add(Dots.line(label(results.get(i)), points, i, Figure.Style.POINTS));
      }
    }
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
    List<Figure.Line> lines = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      TreeMap<Double, Estimate> points = new TreeMap<>();
      confidence(results.get(i), field)
          .path("risk_coverage")
          .forEach(
              point ->
                  Estimate.of(RunRecords.numbers(point), "risk", "low", "high")
                      .ifPresent(risk -> points.put(point.path("coverage").asDouble(), risk)));
      if (!points.isEmpty()) {
        lines.add(Dots.line(label(results.get(i)), points, i, Figure.Style.CURVE));
      }
    }
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

  private DataTable summary() {
    List<DataTable.Row> rows = new ArrayList<>();
    for (BenchmarkRecords one : results) {
      CONFIDENCES.forEach(
          (field, name) -> {
            Map<String, Double> numbers = RunRecords.numbers(confidence(one, field));
            Estimate.of(numbers, "ece", "ece_low", "ece_high")
                .ifPresent(
                    ece ->
                        rows.add(
                            new DataTable.Row(
                                "",
                                List.of(
                                    Cell.text(one.name()),
                                    Cell.text(name),
                                    Cell.of(ece, Unit.SHARE),
                                    Cell.of(numbers, "aurc", Numbers::share),
                                    Cell.of(numbers, "n", Numbers::plain)))));
          });
    }
    return new DataTable(
        "calibration",
        "Calibration",
        List.of(
            DataTable.Column.text("Evaluation"),
            DataTable.Column.text("Confidence"),
            DataTable.Column.measured(
                "Expected calibration error [95\u00a0%\u00a0interval]", "ece"),
            DataTable.Column.number("Area under risk and coverage", "aurc"),
            DataTable.Column.number("n", "n")),
        rows);
  }
}
