package io.github.rrm4j.report;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a report has to say about its input, section by section; empty sections are left out. */
final class ReportSections {

  static final String CONFIG = "config";

  private final ReportInput input;
  private final Set<String> ids = new HashSet<>();

  private ReportSections(ReportInput input) {
    this.input = input;
  }

  static List<Section> of(ReportInput input) {
    return new ReportSections(input).sections();
  }

  private List<Section> sections() {
    List<Section> sections = new ArrayList<>();
    add(sections, "results", "Results", new HeldOutSection(input.runs()).parts());
    add(sections, "benchmarks", "Benchmarks", new BenchmarkSection(input.results()).parts());
    add(sections, "curves", "Curves", new TrainingSection(input.runs()).parts());
    add(sections, "scaling", "Test-time scaling", new ScalingSection(input.scalings()).parts());
    add(sections, "compute", "Accuracy against compute", new ComputeSection(input).parts());
    add(sections, "thinking", "Thinking length", new ThinkingSection(input).parts());
    add(sections, "calibration", "Calibration", new CalibrationSection(input.results()).parts());
    add(sections, "stress", "Stress", new StressSection(input.scalings()).parts());
    add(sections, CONFIG, "Config", config());
    return sections;
  }

  private List<Part> config() {
    return input.runs().stream()
        .filter(run -> !run.config().isEmpty())
        .map(
            run ->
                (Part) new Part.Verbatim(input.runs().size() == 1 ? "" : run.name(), run.config()))
        .toList();
  }

  private void add(List<Section> sections, String id, String title, List<Part> parts) {
    List<Part> shown = new ArrayList<>();
    boolean undrawn = false;
    for (Part part : parts) {
      if (part instanceof Part.Figures some) {
        if (Chart.canDraw()) {
          shown.add(new Part.Figures(some.figures().stream().map(this::named).toList()));
        } else if (!undrawn) {
          undrawn = true;
          shown.add(
              new Part.Note(
                  "This machine has no fonts, so no charts were drawn. Install fontconfig and a font,"
                      + " and write the report again."));
        }
      } else if (part instanceof Part.Table table) {
        shown.add(new Part.Table(named(table.table())));
      } else {
        shown.add(part);
      }
    }
    if (!shown.isEmpty()) {
      sections.add(new Section(id, title, shown));
    }
  }

  private Figure named(Figure figure) {
    return new Figure(
        unique("figure", figure.id()),
        figure.caption(),
        figure.domain(),
        figure.range(),
        figure.lines());
  }

  private DataTable named(DataTable table) {
    return new DataTable(unique("table", table.id()), table.title(), table.columns(), table.rows());
  }

  /** As a name of a file: letters, digits and dashes, and a number where it is taken. */
  private String unique(String kind, String id) {
    String plain = id.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
    plain = plain.replaceAll("^-|-$", "");
    String name = plain;
    for (int i = 2; !ids.add(kind + " " + name); i++) {
      name = plain + "-" + i;
    }
    return name;
  }
}
