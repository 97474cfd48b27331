package io.github.rrm4j.report.page;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.report.chart.Chart;
import io.github.rrm4j.report.chart.Figure;
import io.github.rrm4j.report.chart.Palette;
import io.github.rrm4j.report.chart.PointValue;

/** Writes figures with caption and legend into a page. */
final class FigureWriter {

  private final Html html;
  private int drawings;

  FigureWriter(Html html) {
    this.html = html;
  }

  /**
   * Writes a figure; its place on the page names what in it needs a name.
   *
   * @param wide whether it has the whole width: it is drawn twice then, for a screen and for a
   *     phone or paper, of which the style sheet shows one
   */
  void write(Figure figure, boolean wide) {
    html.open("figure", "class", wide ? "wide" : "").open("figcaption");
    html.element("strong", figure.caption());
    if (!figure.intervals().isEmpty()) {
      html.element("span", figure.intervals(), "class", "intervals");
    }
    figure.lines().stream().filter(line -> !line.label().isEmpty()).forEach(this::key);
    html.close();
    if (wide) {
      drawing(figure, true);
    }
    drawing(figure, false);
    html.close();
  }

  private void drawing(Figure figure, boolean wide) {
    Chart.Drawing drawing = Chart.drawing(figure, "clip" + drawings++, wide);
    html.trusted(drawing.svg()).open("g", "fill", "none", "pointer-events", "all");
    drawing.values().forEach(this::value);
    html.close().trusted("</svg>");
  }

  /** An invisible area that says a value, in the browser's own way. */
  private void value(PointValue value) {
    html.open(
        "rect",
        "x",
        pixels(value.left()),
        "y",
        pixels(value.top()),
        "width",
        pixels(value.width()),
        "height",
        pixels(value.height()));
    html.element("title", value.words()).close();
  }

  private static String pixels(double length) {
    return Text.format("%.1f", length);
  }

  private void key(Figure.Line line) {
    String border =
        switch (line.style()) {
          case DASHED, REFERENCE -> "dashed";
          case DOTTED -> "dotted";
          default -> "solid";
        };
    html.open("span", "class", "key");
    html.element(
        "i", "", "style", "border-top: 3px " + border + " " + Palette.css(Palette.of(line)));
    html.text(line.label()).close();
  }
}
