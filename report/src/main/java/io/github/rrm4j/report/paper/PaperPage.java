package io.github.rrm4j.report.paper;

import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.report.Chart;
import io.github.rrm4j.report.FigureWriter;
import io.github.rrm4j.report.Html;
import io.github.rrm4j.report.paper.Finding.State;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** The report as a page, laid out as the poster: the claims, then a panel for each part. */
final class PaperPage {

  private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

  private final Paper paper;
  private final List<Finding> findings;
  private final Html html = new Html();
  private final FigureWriter figures = new FigureWriter(html);

  PaperPage(Paper paper, List<Finding> findings) {
    this.paper = paper;
    this.findings = findings;
  }

  String html() {
    html.trusted("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
    html.single("meta", "charset", "utf-8");
    html.single("meta", "http-equiv", "Content-Security-Policy", "content", POLICY);
    html.single("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.element("title", paper.title() + " - RRM4J");
    html.open("style").trusted(style()).close().close();
    html.open("body").open("header").element("p", "RRM4J paper", "class", "kind");
    html.element("h1", paper.title());
    html.element("p", paper.about() + " Seed " + paper.seed() + ".", "class", "about");
    html.close().open("main");
    claims();
    panels();
    html.close().close().close();
    return html.markup();
  }

  private void claims() {
    html.open("section", "id", "claims").element("h2", "The poster's claims");
    html.open("p", "class", "counts");
    for (State state : State.values()) {
      long count = findings.stream().filter(finding -> finding.state() == state).count();
      if (count > 0) {
        html.element("span", count + " " + state.words(), "class", "badge " + css(state));
      }
    }
    html.close();
    html.open("div", "class", "scroll", "tabindex", "0").open("table", "class", "claims");
    html.open("thead").open("tr");
    PaperText.CLAIMS_HEADER.forEach(title -> html.element("th", title, "scope", "col"));
    html.close().close().open("tbody");
    findings.forEach(this::claim);
    html.close().close().close();
    html.element("p", Findings.RULE, "class", "note").close();
  }

  /** On a narrow page each cell says which column it is of. */
  private void claim(Finding finding) {
    List<String> cells = PaperText.row(finding);
    html.open("tr").element("th", cells.get(0), "scope", "row");
    int last = cells.size() - 1;
    for (int i = 1; i < last; i++) {
      html.element("td", cells.get(i), "data-title", PaperText.CLAIMS_HEADER.get(i));
    }
    html.open("td", "data-title", PaperText.CLAIMS_HEADER.get(last));
    html.element("span", cells.get(last), "class", "badge " + css(finding.state()));
    html.close().close();
  }

  private static String css(State state) {
    return Word.of(state).replace('_', '-');
  }

  private void panels() {
    Measurements measurements = new Measurements(paper.pieces());
    Poster poster = Poster.read();
    List<Panel> panels =
        Arrays.stream(Panel.values())
            .filter(p -> !measurements.grids(p).isEmpty() || !poster.of(p).isEmpty())
            .toList();
    for (Panel panel : panels) {
      html.open("section", "id", panel.key(), "class", "panel").element("h2", panel.title());
      html.open("div", "class", "ours");
      List<Grid> grids = measurements.grids(panel);
      html.element("h3", "Measured here");
      html.element("p", grids.isEmpty() ? PaperText.NOT_MEASURED : panel.text(), "class", "note");
      measurements.figure(panel).filter(f -> Chart.canDraw()).ifPresent(figures::write);
      grids.forEach(grid -> grid.write(html));
      html.close().open("div", "class", "poster");
      List<Grid> published = poster.of(panel);
      html.element("h3", "On the poster");
      html.element("p", published.isEmpty() ? PaperText.NO_NUMBERS : Poster.MARK, "class", "note");
      published.forEach(grid -> grid.write(html));
      html.close().close();
    }
  }

  private static String style() {
    try (InputStream css = PaperPage.class.getResourceAsStream("paper.css")) {
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("paper.css cannot be read from the class path", e);
    }
  }
}
