package io.github.rrm4j.report.section;

import io.github.rrm4j.report.chart.Axis;
import io.github.rrm4j.report.chart.DotPlot;
import io.github.rrm4j.report.chart.Figure;
import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.records.BenchmarkRecords;
import io.github.rrm4j.report.records.EvaluationLine;
import io.github.rrm4j.report.records.ReportInput;
import io.github.rrm4j.report.records.RunRecords;
import io.github.rrm4j.statistics.table.Estimate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Function;

/** Accuracy against cost: parameters of the model, and tokens. */
record ComputeSection(ReportInput input) {

  List<Part> parts() {
    List<Figure> figures = new ArrayList<>();
    BenchmarkSection.byBenchmark(input.results())
        .forEach(
            (benchmark, some) -> {
              figure(
                      "size-" + benchmark,
                      benchmark + ": main number against model size",
                      Axis.of("parameters", Axis.Scale.DECADES),
                      some,
                      BenchmarkRecords::parameters)
                  .ifPresent(figures::add);
              figure(
                      "tokens-" + benchmark,
                      benchmark + ": main number against tokens",
                      Axis.number("tokens for a comparison, all votes and orders"),
                      some,
                      BenchmarkRecords::tokensPerComparison)
                  .ifPresent(figures::add);
            });
    heldOut().ifPresent(figures::add);
    return figures.isEmpty() ? List.of() : List.of(new Part.Figures(figures));
  }

  /** A figure of evaluations with different costs; empty if the costs are equal. */
  private static Optional<Figure> figure(
      String id,
      String caption,
      Axis domain,
      List<BenchmarkRecords> some,
      Function<BenchmarkRecords, OptionalDouble> cost) {
    List<Figure.Line> lines = new ArrayList<>();
    for (int i = 0; i < some.size(); i++) {
      OptionalDouble at = cost.apply(some.get(i));
      Optional<Estimate> main = some.get(i).main();
      if (at.isPresent() && main.isPresent()) {
        lines.add(point(some.get(i).name(), at.getAsDouble(), main.get(), i));
      }
    }
    return scattered(id, caption, domain, lines);
  }

  private static Figure.Line point(String label, double at, Estimate estimate, int color) {
    return DotPlot.line(label, new TreeMap<>(Map.of(at, estimate)), color, Figure.Style.POINTS);
  }

  private static Optional<Figure> scattered(
      String id, String caption, Axis domain, List<Figure.Line> lines) {
    long places = lines.stream().mapToDouble(line -> line.curve().steps()[0]).distinct().count();
    return places < 2
        ? Optional.empty()
        : Optional.of(new Figure(id, caption, domain, Axis.share("accuracy"), lines));
  }

  /** The last held-out evaluations of several runs. */
  private Optional<Figure> heldOut() {
    List<Figure.Line> lines = new ArrayList<>();
    if (input.runs().size() > 1) {
      for (RunRecords run : input.runs()) {
        Map<String, EvaluationLine> last = new TreeMap<>();
        run.evaluations().forEach(one -> last.put(one.title(), one));
        last.forEach(
            (title, one) -> {
              Double tokens = one.numbers().get("thinking_mean");
              Optional<Estimate> accuracy =
                  Estimate.of(one.numbers(), "accuracy", "accuracy_low", "accuracy_high");
              if (tokens != null && accuracy.isPresent()) {
                lines.add(point(run.name() + ": " + title, tokens, accuracy.get(), lines.size()));
              }
            });
      }
    }
    return scattered(
        "tokens-heldout",
        "Held-out accuracy against thinking",
        Axis.number("thinking tokens of a judgement"),
        lines);
  }
}
