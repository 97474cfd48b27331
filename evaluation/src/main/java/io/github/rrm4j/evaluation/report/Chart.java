package io.github.rrm4j.evaluation.report;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.XYSeries.XYSeriesRenderStyle;
import org.knowm.xchart.style.XYStyler;
import org.knowm.xchart.style.lines.SeriesLines;
import org.knowm.xchart.style.markers.SeriesMarkers;

/**
 * Lines and bands over the steps, drawn by XChart as an SVG element for a page. Caption and legend
 * belong to the page; the SVG holds the axes only, whose text XChart draws as outlines.
 */
public final class Chart {

  /** How the numbers of the vertical axis are written. */
  public enum Scale {
    /** As they are. */
    NUMBER,
    /** From 0 to 1, written as per cent; the axis does not leave that range. */
    SHARE
  }

  private static final int WIDTH = 480;
  private static final int HEIGHT = 260;
  private static final Color INK = new Color(0x475569);
  private static final Color GRID = new Color(0xE2E8F0);
  private static final Pattern DECIMALS = Pattern.compile("(\\.\\d\\d)\\d+");
  private static final Pattern CLIP_ID = Pattern.compile("clip-?\\d+");

  private final XYChart chart = new XYChart(WIDTH, HEIGHT);
  private final Scale scale;
  private double firstStep = Double.POSITIVE_INFINITY;
  private double lastStep = Double.NEGATIVE_INFINITY;
  private double lowest = Double.POSITIVE_INFINITY;
  private double highest = Double.NEGATIVE_INFINITY;

  Chart(Scale scale) {
    this.scale = scale;
    XYStyler styler = chart.getStyler();
    Font font = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    styler.setBaseFont(font);
    styler.setAxisTickLabelsFont(font);
    styler.setAxisTickLabelsColor(INK);
    styler.setAxisTickMarksColor(GRID);
    styler.setLocale(Locale.ROOT);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setChartPadding(8);
    styler.setChartTitleVisible(false);
    styler.setAxisTitlesVisible(false);
    styler.setLegendVisible(false);
    styler.setPlotBorderVisible(false);
    styler.setPlotContentSize(.96);
    styler.setPlotGridLinesColor(GRID);
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setAxisTicksLineVisible(false);
    styler.setPlotMargin(0);
    styler.setXAxisTickMarkSpacingHint(70);
    styler.setYAxisTickMarkSpacingHint(40);
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

  /** A line through the points; few points are marked. */
  void line(Curve curve, Color colour, float width) {
    include(curve);
    XYSeries series = add(curve.steps(), curve.values());
    series.setLineColor(colour);
    series.setLineStyle(new BasicStroke(width, BasicStroke.CAP_ROUND, BasicStroke.JOIN_ROUND));
    series.setMarkerColor(colour);
    series.setMarker(curve.size() <= 40 ? SeriesMarkers.CIRCLE : SeriesMarkers.NONE);
  }

  /** The area between two curves over the same steps; for a single step, a vertical line. */
  void band(Curve lower, Curve upper, Color colour) {
    include(lower);
    include(upper);
    int n = lower.size();
    double[] x = new double[2 * n];
    double[] y = new double[2 * n];
    for (int i = 0; i < n; i++) {
      x[i] = lower.steps()[i];
      y[i] = lower.values()[i];
      x[2 * n - 1 - i] = upper.steps()[i];
      y[2 * n - 1 - i] = upper.values()[i];
    }
    XYSeries series = add(x, y);
    series.setMarker(SeriesMarkers.NONE);
    if (n > 1) {
      series.setXYSeriesRenderStyle(XYSeriesRenderStyle.PolygonArea);
      series.setFillColor(new Color(colour.getRed(), colour.getGreen(), colour.getBlue(), 40));
      series.setLineStyle(SeriesLines.NONE);
    } else {
      series.setLineColor(colour);
    }
  }

  /**
   * The chart as an {@code <svg>} element.
   *
   * @param id unique on the page
   */
  public String svg(String id) {
    frame();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      VectorGraphicsEncoder.saveVectorGraphic(chart, bytes, VectorGraphicsFormat.SVG);
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory failed", e);
    }
    String document = bytes.toString(StandardCharsets.UTF_8);
    int content = document.indexOf('>', document.indexOf("<svg")) + 1;
    String open =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" aria-hidden=\"true\">"
            .formatted(WIDTH, HEIGHT);
    String ids = CLIP_ID.matcher(document.substring(content)).replaceAll(id);
    return open + DECIMALS.matcher(ids).replaceAll("$1");
  }

  private XYSeries add(double[] x, double[] y) {
    return chart.addSeries("series " + chart.getSeriesMap().size(), x, y);
  }

  private void include(Curve curve) {
    for (int i = 0; i < curve.size(); i++) {
      firstStep = Math.min(firstStep, curve.steps()[i]);
      lastStep = Math.max(lastStep, curve.steps()[i]);
      lowest = Math.min(lowest, curve.values()[i]);
      highest = Math.max(highest, curve.values()[i]);
    }
  }

  private void frame() {
    double size = Math.max(Math.abs(lowest), Math.abs(highest));
    boolean constant = highest - lowest <= 1e-9 * size;
    double margin = constant ? (size == 0 ? 1 : size / 10) : (highest - lowest) * 0.06;
    double from = lowest - margin;
    double to = highest + margin;
    if (scale == Scale.SHARE) {
      from = Math.max(0, from);
      to = Math.min(1, to);
    } else if (lowest >= 0) {
      from = Math.max(0, from);
    }
    chart.getStyler().setYAxisMin(from);
    chart.getStyler().setYAxisMax(to);
    chart.getStyler().setyAxisTickLabelsFormattingFunction(format(to - from));
    if (lastStep > firstStep) {
      // XChart puts its ticks on the points if these are equally spaced, and on round numbers if
      // they are not: one point that is not drawn decides it.
      double between = firstStep + (lastStep - firstStep) / Math.E;
      XYSeries hidden = add(new double[] {between}, new double[] {lowest});
      hidden.setXYSeriesRenderStyle(XYSeriesRenderStyle.Scatter);
      hidden.setMarker(SeriesMarkers.NONE);
    }
  }

  private Function<Double, String> format(double range) {
    if (scale == Scale.SHARE) {
      int digits = range > 0.05 ? 0 : range > 0.005 ? 1 : 2;
      return value -> String.format(Locale.ROOT, "%." + digits + "f %%", 100 * value);
    }
    if (range < 1e-3 || range >= 1e6) {
      return value -> value == 0 ? "0" : String.format(Locale.ROOT, "%.1e", value);
    }
    int digits = Math.max(0, (int) Math.ceil(1 - Math.log10(range)));
    return value -> String.format(Locale.ROOT, "%." + digits + "f", value);
  }
}
