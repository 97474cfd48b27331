package io.github.rrm4j.report.chart;

import io.github.rrm4j.contracts.Text;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.font.FontRenderContext;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * A figure drawn by XChart: as an SVG element of a page, which has caption and legend itself, or as
 * a file that stands alone. XChart draws text as outlines.
 */
public final class Chart {

  private static final int MOST_POINTS = 200;
  private static final int MOST_DASHED = 30; // XChart begins its dashes again at every point
  static final int SMOOTHED_FROM = 40;
  private static final int PIXELS = 2; // of a PNG, to each unit of the drawing
  private static final Pattern DECIMALS = Pattern.compile("(\\.\\d\\d)\\d+");
  private static final Pattern CLIP_ID = Pattern.compile("clip-?\\d+");

  private final Figure figure;
  private final XYChart chart;
  private final ValueRange places = new ValueRange();
  private final ValueRange values = new ValueRange();

  private Chart(Figure figure, ChartStyle dress) {
    this.figure = figure;
    this.chart = dress.chart(figure);
    figure.lines().forEach(this::draw);
    frame();
  }

  /** Draws charts without a screen; to be called before the first class of AWT is loaded. */
  public static void withoutScreen() {
    System.setProperty("java.awt.headless", "true");
  }

  /** Whether this machine can draw charts: it needs fonts, which a bare container has not. */
  public static boolean canDraw() {
    try {
      new Font(Font.SANS_SERIF, Font.PLAIN, 12)
          .getStringBounds("0", new FontRenderContext(null, true, true));
      return true;
    } catch (LinkageError | InternalError | RuntimeException e) {
      return false;
    }
  }

  /**
   * The figure as an element of a page.
   *
   * @param id unique on the page
   * @param wide whether it is drawn for the whole width of the page, as of the class {@code broad}
   */
  public static Drawing drawing(Figure figure, String id, boolean wide) {
    Chart chart = new Chart(figure, wide ? ChartStyle.WIDE : ChartStyle.PAGE);
    String svg = chart.svg(id, " aria-hidden=\"true\"" + (wide ? " class=\"broad\"" : ""));
    return new Drawing(svg, new PointValues(figure, chart.chart).all(), chart.chart.getWidth());
  }

  /**
   * A drawn figure.
   *
   * @param svg an element, without its end tag
   * @param values what its points and intervals say where a mouse rests on them
   * @param width in the units of the element
   */
  public record Drawing(String svg, List<PointValue> values, int width) {}

  public static String document(Figure figure) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        + new Chart(figure, ChartStyle.FILE).svg("clip", "")
        + "</svg>\n";
  }

  public static byte[] png(Figure figure) throws IOException {
    XYChart chart = new Chart(figure, ChartStyle.FILE).chart;
    BufferedImage image =
        new BufferedImage(
            PIXELS * chart.getWidth(), PIXELS * chart.getHeight(), BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.scale(PIXELS, PIXELS);
    chart.paint(graphics, chart.getWidth(), chart.getHeight());
    graphics.dispose();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ImageIO.write(image, "png", bytes);
    return bytes.toByteArray();
  }

  /** As an element, without its end tag. */
  private String svg(String id, String attributes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      VectorGraphicsEncoder.saveVectorGraphic(chart, bytes, VectorGraphicsFormat.SVG);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    String document = bytes.toString(StandardCharsets.UTF_8);
    int content = document.indexOf('>', document.indexOf("<svg")) + 1;
    int end = document.lastIndexOf("</svg>");
    String open =
        Text.format(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\"%s>",
            chart.getWidth(), chart.getHeight(), attributes);
    String ids = CLIP_ID.matcher(document.substring(content, end)).replaceAll(id);
    return open + DECIMALS.matcher(ids).replaceAll("$1");
  }

  private void draw(Figure.Line line) {
    if (line.curve().size() == 0) {
      return;
    }
    Color color = Palette.of(line);
    include(line.curve());
    line.band()
        .ifPresent(
            band -> {
              include(band.lower());
              include(band.upper());
              if (line.style() == Figure.Style.POINTS || line.curve().size() == 1) {
                bars(line.curve(), band, color);
              } else {
                area(band, color);
              }
            });
    if (line.style().joined() && line.curve().size() >= SMOOTHED_FROM) {
      if (line.style() == Figure.Style.CURVE) {
        stroke(line, line.curve().binned(MOST_POINTS), Palette.pale(color), 1, false);
      }
      int most = line.style() == Figure.Style.CURVE ? MOST_POINTS : MOST_DASHED;
      Curve smooth = smooth(line.curve()).binned(most);
      stroke(line, smooth, color, 2, true);
    } else {
      stroke(line, line.curve().binned(MOST_POINTS), color, 2, true);
    }
  }

  /** The moving average of a curve of many points. */
  static Curve smooth(Curve curve) {
    return curve.smoothed(curve.size() / 40);
  }

  private void stroke(Figure.Line line, Curve curve, Color color, float width, boolean named) {
    XYSeries series = add(curve.steps(), curve.values());
    series.setShowInLegend(named && !line.label().isEmpty());
    series.setLabel(line.label());
    series.setLineColor(color);
    series.setLineStyle(Palette.stroke(line.style(), width));
    series.setMarkerColor(color);
    boolean marked = line.curve().size() < SMOOTHED_FROM && line.style() != Figure.Style.REFERENCE;
    series.setMarker(marked ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
    if (line.style() == Figure.Style.POINTS) {
      series.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    }
  }

  /** The area between two curves over the same steps. */
  private void area(Figure.Band band, Color color) {
    int n = band.lower().size();
    double[] x = new double[2 * n];
    double[] y = new double[2 * n];
    for (int i = 0; i < n; i++) {
      x[i] = band.lower().steps()[i];
      y[i] = band.lower().values()[i];
      x[2 * n - 1 - i] = band.upper().steps()[i];
      y[2 * n - 1 - i] = band.upper().values()[i];
    }
    XYSeries series = add(x, y);
    series.setShowInLegend(false);
    series.setMarker(SeriesMarkers.NONE);
    series.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
    series.setFillColor(Palette.shade(color));
    series.setLineStyle(SeriesLines.NONE);
  }

  /** A bar from the lower to the upper end at each point. */
  private void bars(Curve curve, Figure.Band band, Color color) {
    for (int i = 0; i < curve.size(); i++) {
      double step = curve.steps()[i];
      XYSeries series =
          add(
              new double[] {step, step},
              new double[] {band.lower().values()[i], band.upper().values()[i]});
      series.setShowInLegend(false);
      series.setMarker(SeriesMarkers.NONE);
      series.setLineColor(color);
      series.setLineStyle(Palette.stroke(Figure.Style.POINTS, 1.5f));
    }
  }

  private XYSeries add(double[] steps, double[] values) {
    double[] domain = figure.domain().places(steps);
    double[] range = figure.range().places(values);
    String name = "series " + chart.getSeriesMap().size();
    return figure.sideways()
        ? chart.addSeries(name, range, domain)
        : chart.addSeries(name, domain, range);
  }

  private void include(Curve curve) {
    places.include(figure.domain().places(curve.steps()));
    values.include(figure.range().places(curve.values()));
  }

  private void frame() {
    ValueRange shown = values.framed(figure.range());
    if (figure.sideways()) {
      chart.getStyler().setXAxisMin(shown.low()).setXAxisMax(shown.high());
      chart.getStyler().setYAxisMin(-0.5);
      chart.getStyler().setYAxisMax(figure.domain().categories().size() - 0.5);
    } else {
      chart.getStyler().setYAxisMin(shown.low());
      chart.getStyler().setYAxisMax(shown.high());
    }
    ValueRange across = figure.sideways() ? shown : places;
    Axis below = figure.sideways() ? figure.range() : figure.domain();
    Axis beside = figure.sideways() ? figure.domain() : figure.range();
    chart
        .getStyler()
        .setxAxisTickLabelsFormattingFunction(below.format(across.high() - across.low()));
    chart.getStyler().setyAxisTickLabelsFormattingFunction(beside.format(shown.size()));
    unevenly(across);
  }

  /**
   * XChart puts its ticks on the points if these are equally spaced, and on round numbers if they
   * are not: one point that is not drawn decides it.
   */
  private void unevenly(ValueRange across) {
    if (across.size() <= 0) {
      return;
    }
    double between = across.low() + across.size() / Math.E;
    double height = figure.sideways() ? 0 : values.low();
    XYSeries hidden = chart.addSeries("uneven", new double[] {between}, new double[] {height});
    hidden.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
    hidden.setMarker(SeriesMarkers.NONE);
    hidden.setShowInLegend(false);
  }

  /** The smallest and the largest of some numbers. */
  static final class ValueRange {

    private double low = Double.POSITIVE_INFINITY;
    private double high = Double.NEGATIVE_INFINITY;

    void include(double... numbers) {
      for (double number : numbers) {
        low = Math.min(low, number);
        high = Math.max(high, number);
      }
    }

    double low() {
      return low;
    }

    double high() {
      return high;
    }

    double size() {
      return high - low;
    }

    /** Adds a margin, as far as the axis allows; a single number gets room too. */
    ValueRange framed(Axis axis) {
      double largest = Math.max(Math.abs(low), Math.abs(high));
      boolean constant = size() <= 1e-9 * largest;
      double margin = constant ? (largest == 0 ? 1 : largest / 10) : size() * 0.06;
      double from = low - margin;
      double to = high + margin;
      if (axis.scale() == Axis.Scale.SHARE) {
        from = Math.max(0, from);
        to = Math.min(1, to);
      } else if (axis.scale() == Axis.Scale.NUMBER && low >= 0) {
        from = Math.max(0, from);
      }
      ValueRange framed = new ValueRange();
      framed.include(from, to);
      return framed;
    }
  }
}
