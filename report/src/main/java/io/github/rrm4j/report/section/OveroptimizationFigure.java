package io.github.rrm4j.report.section;

import io.github.rrm4j.report.chart.Axis;
import io.github.rrm4j.report.chart.Curve;
import io.github.rrm4j.report.chart.Figure;
import io.github.rrm4j.report.records.EvaluationLine;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Gold accuracy and the judge's win rate of a policy in one figure: where the one falls while the
 * other rises, the policy learns to please the judge.
 */
final class OveroptimizationFigure {

  private OveroptimizationFigure() {}

  /**
   * The figure of some evaluations; empty where fewer than two have a win rate.
   *
   * @param id names its files
   */
  static Optional<Figure> of(String id, List<EvaluationLine> evaluations) {
    List<EvaluationLine> judged =
        evaluations.stream().filter(line -> line.numbers().containsKey("win_rate")).toList();
    if (judged.size() < 2) {
      return Optional.empty();
    }
    return Optional.of(
        new Figure(
            id,
            "Gold accuracy and the judge's win rate against the start, with intervals",
            Axis.STEP,
            Axis.share("share"),
            List.of(
                line("gold accuracy", judged, "accuracy", 0),
                line("judge's win rate", judged, "win_rate", 1))));
  }

  private static Figure.Line line(
      String label, List<EvaluationLine> judged, String number, int color) {
    Figure.Band band =
        new Figure.Band(curve(judged, number + "_low"), curve(judged, number + "_high"));
    return new Figure.Line(
        label, curve(judged, number), Optional.of(band), color, Figure.Style.CURVE);
  }

  private static Curve curve(List<EvaluationLine> judged, String number) {
    TreeMap<Double, Double> points = new TreeMap<>();
    for (EvaluationLine line : judged) {
      points.put(line.numbers().get("step"), line.numbers().getOrDefault(number, 0.0));
    }
    return Curve.of(points);
  }
}
