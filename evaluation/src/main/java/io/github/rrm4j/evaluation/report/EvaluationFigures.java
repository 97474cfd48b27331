package io.github.rrm4j.evaluation.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** The evaluations of a stage over its steps: one line for each name and mode. */
final class EvaluationFigures {

  /** Where in an evaluation the numbers of a line stand: at its top or in one of its sections. */
  private interface Source extends Function<EvaluationLine, Map<String, Double>> {}

  private EvaluationFigures() {}

  /** The figures of these evaluations; those that would show a single step are left out. */
  static List<Figure> of(List<EvaluationLine> evaluations) {
    Map<String, List<EvaluationLine>> series = new LinkedHashMap<>();
    evaluations.forEach(
        one -> series.computeIfAbsent(one.title(), title -> new ArrayList<>()).add(one));
    List<Figure> figures = new ArrayList<>();
    HackingFigure.of(evaluations).ifPresent(figures::add);
    addBySeries(
        figures, "Accuracy in evaluations, with interval", Chart.Scale.SHARE, series, "accuracy");
    addBySeries(
        figures,
        "Same choice in both orders, in evaluations",
        Chart.Scale.SHARE,
        series,
        "swap_consistency");
    addBySeries(
        figures,
        "Thinking length in evaluations (tokens)",
        Chart.Scale.NUMBER,
        series,
        "thinking_mean");
    series.forEach((title, members) -> addSections(figures, title, members));
    return figures;
  }

  private static void addBySeries(
      List<Figure> figures,
      String caption,
      Chart.Scale scale,
      Map<String, List<EvaluationLine>> series,
      String number) {
    List<Figure.Line> lines = new ArrayList<>();
    series.forEach(
        (title, members) -> {
          Curve curve = curve(members, EvaluationLine::numbers, number);
          Curve lower = curve(members, EvaluationLine::numbers, number + "_low");
          Curve upper = curve(members, EvaluationLine::numbers, number + "_high");
          if (curve.size() > 0) {
            boolean banded = lower.size() == curve.size() && upper.size() == curve.size();
            lines.add(
                new Figure.Line(
                    title,
                    curve,
                    banded ? Optional.of(new Figure.Band(lower, upper)) : Optional.empty()));
          }
        });
    addIfOverTime(figures, caption, scale, lines);
  }

  private static void addSections(
      List<Figure> figures, String title, List<EvaluationLine> members) {
    Set<String> sections = new LinkedHashSet<>();
    members.forEach(one -> sections.addAll(one.sections().keySet()));
    List<Figure.Line> lines = new ArrayList<>();
    for (String section : sections) {
      Curve curve =
          curve(members, one -> one.sections().getOrDefault(section, Map.of()), "accuracy");
      if (curve.size() > 0) {
        lines.add(new Figure.Line(section, curve, Optional.empty()));
      }
    }
    addIfOverTime(figures, "Accuracy by section, " + title, Chart.Scale.SHARE, lines);
  }

  private static void addIfOverTime(
      List<Figure> figures, String caption, Chart.Scale scale, List<Figure.Line> lines) {
    if (lines.stream().anyMatch(line -> line.curve().size() > 1)) {
      figures.add(Figure.of(caption, scale, lines));
    }
  }

  private static Curve curve(List<EvaluationLine> members, Source source, String number) {
    TreeMap<Double, Double> points = new TreeMap<>();
    for (EvaluationLine one : members) {
      Double step = one.numbers().get("step");
      Double value = source.apply(one).get(number);
      if (step != null && value != null) {
        points.put(step, value);
      }
    }
    return Curve.of(points);
  }
}
