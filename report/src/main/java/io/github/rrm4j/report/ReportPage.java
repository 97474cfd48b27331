package io.github.rrm4j.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** The page of a report, from top to bottom: what it is about, its sections, the judgements. */
final class ReportPage {

  private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

  private final ReportInput input;
  private final List<Section> sections;
  private final Html html = new Html();

  ReportPage(ReportInput input, List<Section> sections) {
    this.input = input;
    this.sections = sections;
  }

  /** The whole document. */
  String html() {
    head(html, input.title());
    html.open("body");
    header();
    html.open("main");
    SectionWriter writer = new SectionWriter(html);
    sections.stream().filter(section -> !last(section)).forEach(writer::write);
    new RolloutViewer(html).write(input.judgements());
    sections.stream().filter(ReportPage::last).forEach(writer::write);
    html.close().close().close();
    return html.markup();
  }

  private static boolean last(Section section) {
    return section.id().equals(ReportSections.CONFIG);
  }

  /** Opens a document and writes its head; the body is still to be opened. */
  static void head(Html html, String title) {
    html.trusted("<!DOCTYPE html>\n").open("html", "lang", "en").open("head");
    html.single("meta", "charset", "utf-8");
    html.single("meta", "http-equiv", "Content-Security-Policy", "content", POLICY);
    html.single("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    html.element("title", title + " - RRM4J");
    html.open("style").trusted(style()).close();
    html.close();
  }

  private void header() {
    html.open("header").element("p", input.kind(), "class", "kind");
    html.element("h1", input.title());
    input.runs().forEach(this::facts);
    List<String> others = new ArrayList<>(input.names());
    input.runs().forEach(run -> others.remove(run.name()));
    if (!others.isEmpty()) {
      html.element("p", String.join(" · ", others), "class", "facts");
    }
    input.runs().forEach(this::warnings);
    input.results().forEach(one -> unreadable(one.name(), one.judgements()));
    contents();
    html.close();
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
    html.open("p", "class", "facts");
    if (input.names().size() > 1) {
      html.element("b", run.name() + ": ");
    }
    facts.forEach(fact -> html.element("span", fact));
    html.close();
  }

  private void contents() {
    Map<String, String> links = new LinkedHashMap<>();
    sections.stream().filter(s -> !last(s)).forEach(s -> links.put(s.id(), s.title()));
    if (!input.judgements().isEmpty()) {
      links.put("rollouts", "Judgements");
    }
    sections.stream().filter(ReportPage::last).forEach(s -> links.put(s.id(), s.title()));
    if (links.size() > 1) {
      html.open("nav");
      links.forEach((id, title) -> html.element("a", title, "href", "#" + id));
      html.close();
    }
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
        "%s of %s could not be read and %s left out."
            .formatted(Numbers.counted(count, "line"), file, count == 1 ? "is" : "are"));
  }

  /** Says of an alarm in how many steps it was raised; of one that never was, nothing. */
  private void alarm(RunRecords run, String metric, Curve curve) {
    double[] raised =
        IntStream.range(0, curve.size())
            .filter(i -> metric.startsWith("alarm/") && curve.values()[i] > 0)
            .mapToDouble(i -> curve.steps()[i])
            .toArray();
    if (raised.length > 0) {
      warning(
          run.name(),
          "Alarm %s in %s, from step %s to step %s."
              .formatted(
                  metric.substring("alarm/".length()),
                  Numbers.counted(raised.length, "step"),
                  Numbers.plain(raised[0]),
                  Numbers.plain(raised[raised.length - 1])));
    }
  }

  private void warning(String name, String text) {
    String whose = input.names().size() > 1 ? name + ": " : "";
    html.element("p", whose + text, "class", "warning");
  }

  private static double lastStep(Map<String, Curve> metrics) {
    return metrics.values().stream()
        .mapToDouble(curve -> curve.steps()[curve.size() - 1])
        .max()
        .orElse(0);
  }

  private static String style() {
    try (InputStream css = ReportPage.class.getResourceAsStream("report.css")) {
      return new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("report.css cannot be read from the classpath", e);
    }
  }
}
