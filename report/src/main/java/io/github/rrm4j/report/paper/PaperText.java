package io.github.rrm4j.report.paper;

import java.util.ArrayList;
import java.util.List;

/** The report in Markdown, and the rows of the claims for the page too. */
final class PaperText {

  private final Paper paper;
  private final List<Finding> findings;

  PaperText(Paper paper, List<Finding> findings) {
    this.paper = paper;
    this.findings = findings;
  }

  static final String NO_NUMBERS = "No numbers of the poster are at hand for this part.";
  static final String NOT_MEASURED = "Not measured: no finished piece of this paper is part of it.";

  /** A row of a finding: the claim, what was measured, and what can be said. */
  static List<String> row(Finding finding) {
    Claim claim = finding.claim();
    return finding
        .effect()
        .map(
            effect ->
                List.of(
                    claim.says(),
                    Texts.of(effect.higher(), claim.unit()),
                    Texts.of(effect.lower(), claim.unit()),
                    Texts.of(effect, claim.unit()),
                    String.valueOf(effect.n()),
                    finding.state().words()))
        .orElseGet(
            () ->
                List.of(
                    claim.says(),
                    Texts.ABSENT,
                    Texts.ABSENT,
                    finding.reason(),
                    Texts.ABSENT,
                    finding.state().words()));
  }

  static final List<String> CLAIMS_HEADER =
      List.of("claim", "higher", "lower", "effect [95 %]", "items", "verdict");

  String markdown() {
    List<String> parts = new ArrayList<>();
    parts.add("# " + paper.title());
    parts.add(paper.about() + " Seed " + paper.seed() + ".");
    parts.add("## The poster's claims");
    parts.add(
        new Grid("", CLAIMS_HEADER, findings.stream().map(PaperText::row).toList()).markdown());
    parts.add(Findings.RULE);
    Measurements measurements = new Measurements(paper.pieces());
    Poster poster = Poster.read();
    for (Panel panel : Panel.values()) {
      parts.add("## " + panel.title());
      List<Grid> measured = measurements.grids(panel);
      parts.add("Measured here. " + (measured.isEmpty() ? NOT_MEASURED : panel.text()));
      measured.forEach(grid -> parts.add(grid.markdown()));
      List<Grid> published = poster.of(panel);
      parts.add(published.isEmpty() ? NO_NUMBERS : Poster.MARK);
      published.forEach(grid -> parts.add(grid.markdown()));
    }
    return String.join("\n\n", parts.stream().map(String::strip).toList()) + "\n";
  }
}
