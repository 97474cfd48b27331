package io.github.rrm4j.report.section;

import io.github.rrm4j.report.page.PageScript;
import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.page.Section;
import io.github.rrm4j.report.page.SectionList;
import io.github.rrm4j.report.records.ReadJudgements;
import io.github.rrm4j.report.records.ReportInput;
import java.util.List;
import java.util.Set;

/** The sections of a report on runs, evaluations, scaling and stress, in their order. */
public final class ReportSections {

  private ReportSections() {}

  public static List<Section> of(ReportInput input) {
    return new SectionList()
        .add("results", "Results", new HeldOutSection(input.runs()).parts())
        .add("benchmarks", "Benchmarks", new BenchmarkSection(input.results()).parts())
        .add("data", "Training data", new DataSection(input.runs()).parts())
        .add("curves", "Curves", new TrainingSection(input.runs()).parts())
        .add("scaling", "Test-time scaling", new ScalingSection(input.scalings()).parts())
        .add("compute", "Accuracy against compute", new ComputeSection(input).parts())
        .add("thinking", "Thinking length", new ThinkingSection(input).parts())
        .add("calibration", "Calibration", new CalibrationSection(input.results()).parts())
        .add("agreement", "Agreement with people", new AgreementSection(input.scalings()).parts())
        .add("jury", "Juries", new JurySection(input.scalings()).parts())
        .add("stress", "Stress", new StressSection(input.scalings()).parts())
        .add("rollouts", "Judgements", judgements(input.judgements()))
        .add("config", "Config", config(input))
        .sections();
  }

  private static List<Part> judgements(List<ReadJudgements> sources) {
    return sources.isEmpty()
        ? List.of()
        : List.of(
            new Part.Markup(
                html -> new JudgementViewer(html).write(sources), Set.of(PageScript.SEARCH)));
  }

  private static List<Part> config(ReportInput input) {
    return input.runs().stream()
        .filter(run -> !run.config().isEmpty())
        .map(
            run ->
                (Part) new Part.Verbatim(input.runs().size() == 1 ? "" : run.name(), run.config()))
        .toList();
  }
}
