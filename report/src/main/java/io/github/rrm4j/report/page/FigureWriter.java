package io.github.rrm4j.report.page;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.report.chart.Chart;
import io.github.rrm4j.report.chart.Figure;
import io.github.rrm4j.report.chart.Palette;
import io.github.rrm4j.report.chart.PointValue;
import java.util.List;

/** Writes figures with caption and legend into a page. */
final class FigureWriter {

  private static final double ROOM = 28; // pixels for a text above an area

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
    list(drawing(figure, false).values());
    html.close();
  }

  private Chart.Drawing drawing(Figure figure, boolean wide) {
    Chart.Drawing drawing = Chart.drawing(figure, "clip" + drawings++, wide);
    html.trusted(drawing.svg()).open("g", "pointer-events", "all");
    drawing.values().forEach(value -> value(value, drawing.width()));
    html.close().trusted("</svg>");
    return drawing;
  }

  /** The values as a list, for who has no mouse and no finger: it opens with the keyboard too. */
  private void list(List<PointValue> values) {
    if (values.isEmpty()) {
      return;
    }
    html.open("details", "class", "values").element("summary", "Values").open("ul");
    values.stream().map(PointValue::words).distinct().forEach(words -> html.element("li", words));
    html.close().close();
  }

  /**
   * An invisible area that says a value: where a mouse rests, in the browser's own way, and where a
   * finger taps, which gives it the focus, in a text beside it.
   *
   * @param width of the drawing
   */
  private void value(PointValue value, int width) {
    double x = value.left() + value.width() / 2;
    boolean onTop = value.top() > ROOM;
    html.open("g", "class", "v", "tabindex", "-1");
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
    html.element(
        "text",
        value.words(),
        "x",
        pixels(x),
        "y",
        pixels(onTop ? value.top() - 4 : value.top() + value.height() + ROOM / 2),
        "text-anchor",
        x < width / 3.0 ? "start" : x > 2 * width / 3.0 ? "end" : "middle");
    html.close();
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
