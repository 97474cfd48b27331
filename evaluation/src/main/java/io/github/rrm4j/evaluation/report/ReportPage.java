package io.github.rrm4j.evaluation.report;

import java.awt.Color;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** The page of a run, from top to bottom: results, curves, judgements, config. */
final class ReportPage {

  private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'";

  private final RunRecords run;
  private final Html html = new Html();
  private int figures;

  ReportPage(RunRecords run) {
    this.run = run;
  }

  /** The whole document. */
  String html() {
    head(html, run.name());
    html.open("body");
    header();
    html.open("main");
    new ResultTables(html).write(run.evaluations());
    curves();
    new RolloutViewer(html).write(run.rollouts(), run.rolloutCounts());
    config();
    html.close().close().close();
    return html.markup();
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
    html.open("header").element("p", "RRM4J run", "class", "kind").element("h1", run.name());
    html.open("p", "class", "facts");
    run.stages()
        .forEach(
            (stage, metrics) ->
                html.element(
                    "span",
                    (stage.isEmpty() ? "last step " : stage + " to step ")
                        + Numbers.plain(lastStep(metrics))));
    if (!run.evaluations().isEmpty()) {
      html.element("span", Numbers.counted(run.evaluations().size(), "evaluation"));
    }
    if (run.stages().isEmpty() && run.evaluations().isEmpty()) {
      html.element("span", "No step has been written yet.");
    }
    html.close();
    run.stages().forEach((stage, metrics) -> metrics.forEach((name, curve) -> alarm(name, curve)));
    run.unreadableLines()
        .forEach(
            (file, count) ->
                html.element(
                    "p",
                    Numbers.counted(count, "line")
                        + " of "
                        + file
                        + " could not be read and "
                        + (count == 1 ? "is" : "are")
                        + " left out.",
                    "class",
                    "warning"));
    html.close();
  }

  /** Says of an alarm in how many steps it was raised; of one that never was, nothing. */
  private void alarm(String metric, Curve curve) {
    double[] raised =
        IntStream.range(0, curve.size())
            .filter(i -> metric.startsWith("alarm/") && curve.values()[i] > 0)
            .mapToDouble(i -> curve.steps()[i])
            .toArray();
    if (raised.length > 0) {
      html.element(
          "p",
          "Alarm %s in %s, from step %s to step %s."
              .formatted(
                  metric.substring("alarm/".length()),
                  Numbers.counted(raised.length, "step"),
                  Numbers.plain(raised[0]),
                  Numbers.plain(raised[raised.length - 1])),
          "class",
          "warning");
    }
  }

  private void curves() {
    Map<String, List<EvaluationLine>> evaluations = new LinkedHashMap<>();
    run.evaluations()
        .forEach(
            one -> evaluations.computeIfAbsent(one.stage(), stage -> new ArrayList<>()).add(one));
    Set<String> stages = new LinkedHashSet<>(run.stages().keySet());
    stages.addAll(evaluations.keySet());
    if (stages.isEmpty()) {
      return;
    }
    html.open("section", "id", "curves").element("h2", "Curves");
    if (!Chart.canDraw()) {
      html.element(
          "p",
          "This machine has no fonts, so no charts were drawn. Install fontconfig and a font, and"
              + " write the report again.",
          "class",
          "warning");
    } else {
      // Evaluations that name no stage come first: they are the result.
      if (!run.stages().containsKey("") && evaluations.containsKey("")) {
        stages.remove("");
        figures("Evaluation", EvaluationFigures.of(evaluations.get("")));
      }
      for (String stage : stages) {
        List<Figure> all =
            new ArrayList<>(EvaluationFigures.of(evaluations.getOrDefault(stage, List.of())));
        all.addAll(StageFigures.of(run.stages().getOrDefault(stage, Map.of())));
        figures(stage.isEmpty() ? "" : "Stage " + stage, all);
      }
    }
    html.close();
  }

  private void figures(String title, List<Figure> all) {
    if (all.isEmpty()) {
      return;
    }
    if (!title.isEmpty()) {
      html.element("h3", title);
    }
    html.open("div", "class", "figures");
    for (Figure figure : all) {
      figure(html, figure, "clip" + figures++);
    }
    html.close();
  }

  /**
   * A figure with its caption and legend.
   *
   * @param id unique on the page
   */
  static void figure(Html html, Figure figure, String id) {
    html.open("figure").open("figcaption").element("strong", figure.caption());
    figure.legend().forEach((label, colour) -> legend(html, label, colour));
    html.close().trusted(figure.chart().svg(id)).close();
  }

  private static void legend(Html html, String label, Color colour) {
    String rgb = String.format(Locale.ROOT, "#%06x", colour.getRGB() & 0xFFFFFF);
    html.open("span", "class", "key");
    html.element("i", "", "style", "background:" + rgb).text(label).close();
  }

  private void config() {
    if (!run.config().isEmpty()) {
      html.open("section", "id", "config").element("h2", "Config");
      html.element("pre", run.config(), "tabindex", "0").close();
    }
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
