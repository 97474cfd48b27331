package io.github.rrm4j.evaluation.report;

import java.awt.Color;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A chart with what a page says around it.
 *
 * @param caption what it shows and in which unit
 * @param legend label to colour, in the order drawn; empty if there is one line without a label
 */
public record Figure(String caption, Chart chart, Map<String, Color> legend) {

  private static final int MOST_POINTS = 200;
  private static final int SMOOTHED_FROM = 40;
  private static final List<Color> COLOURS =
      List.of(
          new Color(0x2563EB),
          new Color(0xD97706),
          new Color(0x059669),
          new Color(0x9333EA),
          new Color(0xDC2626),
          new Color(0x0891B2),
          new Color(0x65A30D),
          new Color(0xDB2777));

  /**
   * One line of a figure.
   *
   * @param label its name in the legend; empty for none
   * @param band the interval around it
   */
  public record Line(String label, Curve curve, Optional<Band> band) {}

  /** The ends of an interval over the same steps. */
  public record Band(Curve lower, Curve upper) {}

  /** Draws the lines; a long one is shown pale, with its moving average on top. */
  public static Figure of(String caption, Chart.Scale scale, List<Line> lines) {
    Chart chart = new Chart(scale);
    Map<String, Color> legend = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      Color colour = COLOURS.get(i % COLOURS.size());
      line.band().ifPresent(band -> chart.band(band.lower(), band.upper(), colour));
      draw(chart, line.curve(), colour);
      if (!line.label().isEmpty()) {
        legend.put(line.label(), colour);
      }
    }
    return new Figure(caption, chart, legend);
  }

  private static void draw(Chart chart, Curve curve, Color colour) {
    if (curve.size() < SMOOTHED_FROM) {
      chart.line(curve, colour, 2);
    } else {
      chart.line(curve.binned(MOST_POINTS), pale(colour), 1);
      chart.line(curve.smoothed(curve.size() / 40).binned(MOST_POINTS), colour, 2);
    }
  }

  /** Mixed with white rather than transparent: segments overlap at their ends. */
  private static Color pale(Color colour) {
    return new Color(
        (colour.getRed() + 2 * 255) / 3,
        (colour.getGreen() + 2 * 255) / 3,
        (colour.getBlue() + 2 * 255) / 3);
  }
}
