package io.github.rrm4j.report.section;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import io.github.rrm4j.report.chart.Axis;
import io.github.rrm4j.report.chart.Curve;
import io.github.rrm4j.report.chart.DotPlot;
import io.github.rrm4j.report.chart.Figure;
import io.github.rrm4j.report.records.EvaluationLine;
import io.github.rrm4j.report.records.RunRecords;
import io.github.rrm4j.statistics.table.Estimate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The evaluations of a stage over its steps: one line for each run, name and mode. */
final class EvaluationFigures {

  /** Selects the numbers of an evaluation: its own, or those of one of its sections. */
  private interface Source extends Function<EvaluationLine, Map<String, Double>> {}

  private final List<RunRecords> runs;
  private final String stage;
  private final List<Figure> figures = new ArrayList<>();

  private EvaluationFigures(List<RunRecords> runs, String stage) {
    this.runs = runs;
    this.stage = stage;
  }

  /** The figures of a stage, without those that would show a single step. */
  static List<Figure> of(List<RunRecords> runs, String stage) {
    EvaluationFigures all = new EvaluationFigures(runs, stage);
    for (int run = 0; run < runs.size(); run++) {
      boolean judged =
          all.series(run).values().stream()
              .flatMap(List::stream)
              .anyMatch(one -> one.numbers().containsKey("win_rate"));
      if (judged && !stage.equals("start")) {
        String id = stage + "-" + TrainingSection.label(runs, runs.get(run), "hacking");
        OveroptimizationFigure.of(id, runs.get(run).evaluations()).ifPresent(all.figures::add);
      }
    }
    all.addBySeries("accuracy", "Accuracy in evaluations, with interval", Axis.share("accuracy"));
    all.addBySeries(
        "swap_consistency",
        "Same choice in both orders, in evaluations",
        Axis.share("share of pairs"));
    all.addBySeries(
        "thinking_mean", "Thinking length in evaluations (tokens)", Axis.number("tokens"));
    for (int run = 0; run < runs.size(); run++) {
      for (Map.Entry<String, List<EvaluationLine>> series : all.series(run).entrySet()) {
        all.addSections(runs.get(run), series.getKey(), series.getValue());
      }
    }
    return all.figures;
  }

  /** The evaluations of a run in this stage by name and mode. */
  private Map<String, List<EvaluationLine>> series(int run) {
    return runs.get(run).evaluations().stream()
        .filter(one -> one.stage().equals(stage))
        .collect(groupingBy(EvaluationLine::title, LinkedHashMap::new, toList()));
  }

  private void addBySeries(String number, String caption, Axis range) {
    List<Figure.Line> lines = new ArrayList<>();
    for (int run = 0; run < runs.size(); run++) {
      int member = 0;
      for (Map.Entry<String, List<EvaluationLine>> one : series(run).entrySet()) {
        Curve curve = curve(one.getValue(), EvaluationLine::numbers, number);
        Curve lower = curve(one.getValue(), EvaluationLine::numbers, number + "_low");
        Curve upper = curve(one.getValue(), EvaluationLine::numbers, number + "_high");
        if (curve.size() > 0) {
          boolean banded = lower.size() == curve.size() && upper.size() == curve.size();
          Figure.Line line = TrainingSection.line(runs, run, member, one.getKey(), curve);
          Optional<Figure.Band> band =
              banded
                  ? Optional.of(new Figure.Band(lower, upper, methods(one.getValue(), number)))
                  : Optional.empty();
          lines.add(new Figure.Line(line.label(), line.curve(), band, line.color(), line.style()));
        }
        member++;
      }
    }
    addIfOverTime("evaluation-" + number.replace('_', '-'), caption, range, lines);
  }

  private static Set<String> methods(List<EvaluationLine> members, String number) {
    return members.stream()
        .flatMap(one -> Estimate.of(one.line(), number).stream())
        .map(Estimate::method)
        .filter(method -> !method.isEmpty())
        .collect(Collectors.toSet());
  }

  private void addSections(RunRecords run, String title, List<EvaluationLine> members) {
    Set<String> sections = new LinkedHashSet<>();
    members.forEach(one -> sections.addAll(one.sections().keySet()));
    List<Figure.Line> lines = new ArrayList<>();
    for (String section : sections) {
      Curve curve =
          curve(members, one -> one.sections().getOrDefault(section, Map.of()), "accuracy");
      if (curve.size() > 0) {
        lines.add(Figure.Line.curve(section, curve, lines.size()));
      }
    }
    String name = TrainingSection.label(runs, run, title);
    addIfOverTime(
        "evaluation-sections-" + name,
        "Accuracy by section, " + name,
        Axis.share("accuracy"),
        lines);
  }

  private void addIfOverTime(String id, String caption, Axis range, List<Figure.Line> lines) {
    if (lines.stream().anyMatch(line -> line.curve().size() > 1)) {
      String whole = stage.isEmpty() ? id : stage + "-" + id;
      figures.add(new Figure(whole, caption, Axis.STEP, range, lines));
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

  /**
   * Gold accuracy and the judge's win rate of a policy in one figure: where the one falls while the
   * other rises, the policy learns to please the judge.
   */
  static final class OveroptimizationFigure {

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
      TreeMap<Double, Estimate> points = new TreeMap<>();
      for (EvaluationLine line : judged) {
        Estimate.of(line.line(), number)
            .or(() -> Estimate.of(line.numbers(), number))
            .ifPresent(share -> points.put(line.numbers().get("step"), share));
      }
      return DotPlot.line(label, points, color, Figure.Style.CURVE);
    }
  }
}
