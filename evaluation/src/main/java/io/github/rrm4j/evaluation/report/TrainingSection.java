package io.github.rrm4j.evaluation.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The curves of runs, stage by stage: several runs over each other. */
final class TrainingSection {

  private final List<RunRecords> runs;

  TrainingSection(List<RunRecords> runs) {
    this.runs = runs;
  }

  /** Its parts; none where no run has a curve. */
  List<Part> parts() {
    Set<String> stages = new LinkedHashSet<>();
    // Evaluations that name no stage come first: they are the result.
    boolean stageless = runs.stream().anyMatch(run -> run.stages().containsKey(""));
    if (!stageless) {
      stages.add("");
    }
    runs.forEach(run -> stages.addAll(run.stages().keySet()));
    runs.forEach(run -> run.evaluations().forEach(one -> stages.add(one.stage())));
    List<Part> parts = new ArrayList<>();
    for (String stage : stages) {
      List<Figure> figures = new ArrayList<>(EvaluationFigures.of(runs, stage));
      figures.addAll(StageFigures.of(runs, stage));
      if (!figures.isEmpty()) {
        String title = stage.isEmpty() ? (stageless ? "" : "Evaluation") : "Stage " + stage;
        if (!title.isEmpty()) {
          parts.add(new Part.Heading(title));
        }
        parts.add(new Part.Figures(figures));
      }
    }
    return parts;
  }

  /** How a line is called where there may be several runs. */
  static String label(List<RunRecords> runs, RunRecords run, String label) {
    return runs.size() == 1 ? label : label.isEmpty() ? run.name() : run.name() + ": " + label;
  }

  /** The metrics of a stage; none where the run has none. */
  static Map<String, Curve> metrics(RunRecords run, String stage) {
    return run.stages().getOrDefault(stage, Map.of());
  }

  /** Lines of one run are told apart by colour; of several, runs by colour and lines by dashes. */
  static Figure.Line line(List<RunRecords> runs, int run, int member, String label, Curve curve) {
    Figure.Style style =
        Figure.Style.values()[runs.size() == 1 ? 0 : Math.min(member, 2)]; // curve, dashed, dotted
    return new Figure.Line(
        label(runs, runs.get(run), label),
        curve,
        Optional.empty(),
        runs.size() == 1 ? member : run,
        style);
  }
}
