package io.github.rrm4j.report.page;

import io.github.rrm4j.report.chart.Chart;
import io.github.rrm4j.report.chart.Figure;
import io.github.rrm4j.report.chart.Palette;

/** Writes figures with caption and legend into a page. */
final class FigureWriter {

  private final Html html;
  private int figures;

  FigureWriter(Html html) {
    this.html = html;
  }

  /** Writes a figure; its place on the page names what in it needs a name. */
  void write(Figure figure) {
    html.open("figure").open("figcaption").element("strong", figure.caption());
    for (Figure.Line line : figure.lines()) {
      if (!line.label().isEmpty()) {
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
    html.close().trusted(Chart.element(figure, "clip" + figures++)).close();
  }
}
