package io.github.rrm4j.report.section;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.report.chart.Curve;
import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.page.Section;
import io.github.rrm4j.report.records.ReadJudgements;
import io.github.rrm4j.report.records.ReportInput;
import io.github.rrm4j.report.records.RunRecords;
import io.github.rrm4j.statistics.table.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The introduction of a report: progress of the runs, alarms, unreadable lines, contents. */
public final class Introduction {

  private final ReportInput input;
  private final List<Part> parts = new ArrayList<>();

  private Introduction(ReportInput input) {
    this.input = input;
  }

  /**
   * The parts.
   *
   * @param sections that it links to
   */
  public static List<Part> of(ReportInput input, List<Section> sections) {
    Introduction introduction = new Introduction(input);
    input.runs().forEach(introduction::facts);
    List<String> others = new ArrayList<>(input.names());
    input.runs().forEach(run -> others.remove(run.name()));
    if (!others.isEmpty()) {
      introduction.parts.add(new Part.Facts("", others));
    }
    input.runs().forEach(introduction::warnings);
    input.results().forEach(one -> introduction.unreadable(one.name(), one.judgements()));
    introduction.parts.add(new Part.Contents(sections));
    return introduction.parts;
  }

  private void facts(RunRecords run) {
    List<String> facts = new ArrayList<>();
    run.stages()
        .forEach(
            (stage, metrics) ->
                facts.add(
                    (stage.isEmpty() ? "last step " : stage + " to step ")
                        + Numbers.plain(lastStep(metrics))));
    if (!run.evaluations().isEmpty()) {
      facts.add(Numbers.counted(run.evaluations().size(), "evaluation"));
    }
    if (facts.isEmpty()) {
      facts.add("No step has been written yet.");
    }
    parts.add(new Part.Facts(input.names().size() > 1 ? run.name() : "", facts));
  }

  private void warnings(RunRecords run) {
    run.stages()
        .values()
        .forEach(metrics -> metrics.forEach((name, curve) -> alarm(run, name, curve)));
    run.unreadableLines().forEach((file, count) -> unreadable(run.name(), file, count));
  }

  private void unreadable(String name, ReadJudgements judgements) {
    if (judgements.unreadable() > 0) {
      unreadable(name, judgements.file(), judgements.unreadable());
    }
  }

  private void unreadable(String name, String file, int count) {
    warning(
        name,
        Text.format(
            "%s of %s could not be read and %s left out.",
            Numbers.counted(count, "line"), file, count == 1 ? "is" : "are"));
  }

  /** Warns about an alarm that was raised, with its number of steps. */
  private void alarm(RunRecords run, String metric, Curve curve) {
    double[] raised =
        IntStream.range(0, curve.size())
            .filter(i -> metric.startsWith("alarm/") && curve.values()[i] > 0)
            .mapToDouble(i -> curve.steps()[i])
            .toArray();
    if (raised.length > 0) {
      warning(
          run.name(),
          Text.format(
              "Alarm %s in %s, from step %s to step %s.",
              metric.substring("alarm/".length()),
              Numbers.counted(raised.length, "step"),
              Numbers.plain(raised[0]),
              Numbers.plain(raised[raised.length - 1])));
    }
  }

  private void warning(String name, String text) {
    parts.add(new Part.Warning((input.names().size() > 1 ? name + ": " : "") + text));
  }

  private static double lastStep(Map<String, Curve> metrics) {
    return metrics.values().stream()
        .mapToDouble(curve -> curve.steps()[curve.size() - 1])
        .max()
        .orElse(0);
  }
}
