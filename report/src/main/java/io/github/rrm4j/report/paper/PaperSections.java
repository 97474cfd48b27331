package io.github.rrm4j.report.paper;

import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.report.chart.Figure;
import io.github.rrm4j.report.page.Part;
import io.github.rrm4j.report.page.Part.Layout;
import io.github.rrm4j.report.page.Section;
import io.github.rrm4j.report.page.SectionList;
import io.github.rrm4j.report.paper.ClaimResult.State;
import io.github.rrm4j.statistics.table.Cell;
import io.github.rrm4j.statistics.table.Column;
import io.github.rrm4j.statistics.table.Table;
import java.util.ArrayList;
import java.util.List;

/** The sections of the paper, laid out as the poster: the claims, then a panel for each part. */
final class PaperSections {

  private static final String NO_NUMBERS = "No numbers of the poster are at hand for this part.";
  private static final String NOT_MEASURED =
      "Not measured: no finished piece of this paper is part of it.";
  private static final List<Column> CLAIMS =
      List.of(
          Column.text("claim"),
          Column.number("higher"),
          Column.number("lower"),
          Column.number("effect" + Column.INTERVAL),
          Column.number("items"),
          Column.text("verdict"));

  private final Measurements measurements;
  private final SizeFigures sizes;
  private final Poster poster = Poster.read();
  private final List<ClaimResult> findings;

  PaperSections(Paper paper, List<ClaimResult> findings) {
    this.measurements = new Measurements(paper.pieces());
    this.sizes = new SizeFigures(measurements, paper.points());
    this.findings = findings;
  }

  List<Section> sections() {
    SectionList sections = new SectionList();
    sections.add("claims", "The poster's claims", claims());
    for (Panel panel : Panel.values()) {
      sections.add(panel.key(), panel.title(), "panel", panel(panel));
    }
    return sections.sections();
  }

  private List<Part> claims() {
    List<Cell.Badge> counts = new ArrayList<>();
    for (State state : State.values()) {
      long count = findings.stream().filter(finding -> finding.state() == state).count();
      if (count > 0) {
        counts.add(new Cell.Badge(count + " " + state.words(), style(state)));
      }
    }
    Table table = Table.of("", CLAIMS, findings.stream().map(PaperSections::row).toList());
    return List.of(
        new Part.Badges(counts),
        new Part.Tabular(table, Layout.STACKED),
        new Part.Note(Findings.RULE));
  }

  /** A claim, what was measured, and the verdict. */
  private static List<Cell> row(ClaimResult finding) {
    Claim claim = finding.claim();
    Cell says = Cell.text(claim.says());
    Cell verdict = new Cell.Badge(finding.state().words(), style(finding.state()));
    return finding
        .effect()
        .map(
            effect ->
                List.of(
                    says,
                    Cell.number(effect.higher(), claim.quantity().measure()),
                    Cell.number(effect.lower(), claim.quantity().measure()),
                    effect.cell(claim.quantity()),
                    Cell.count(effect.n()),
                    verdict))
        .orElseGet(
            () ->
                List.of(
                    says,
                    Measurements.NONE,
                    Measurements.NONE,
                    new Cell.Missing(finding.reason()),
                    Measurements.NONE,
                    verdict));
  }

  private static String style(State state) {
    return Word.of(state).replace('_', '-');
  }

  /** Our numbers beside those of the poster; empty if there are neither. */
  private List<Part> panel(Panel panel) {
    List<Table> measured = measurements.tables(panel);
    List<Table> published = poster.tables(panel);
    if (measured.isEmpty() && published.isEmpty()) {
      return List.of();
    }
    List<Part> ours = new ArrayList<>();
    ours.add(new Part.Heading("Measured here"));
    ours.add(new Part.Note(measured.isEmpty() ? NOT_MEASURED : panel.text()));
    List<Figure> figures = panel == Panel.SIZE ? sizes.figures() : measurements.figures(panel);
    if (!figures.isEmpty()) {
      ours.add(new Part.Figures(figures));
    }
    measured.forEach(table -> ours.add(new Part.Tabular(table, Layout.WHOLE)));
    if (panel == Panel.SIZE) {
      sizes.points().ifPresent(table -> ours.add(new Part.Tabular(table, Layout.WHOLE)));
    }
    List<Part> theirs = new ArrayList<>();
    theirs.add(new Part.Heading("On the poster"));
    theirs.add(new Part.Note(published.isEmpty() ? NO_NUMBERS : Poster.MARK));
    published.forEach(table -> theirs.add(new Part.Tabular(table, Layout.WHOLE)));
    return List.of(new Part.Box("ours", ours), new Part.Box("poster", theirs));
  }
}
