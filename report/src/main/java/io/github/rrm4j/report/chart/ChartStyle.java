package io.github.rrm4j.report.chart;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.util.Locale;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.style.Styler.LegendLayout;
import org.knowm.xchart.style.Styler.LegendPosition;
import org.knowm.xchart.style.XYStyler;

/** How a chart looks: beside the text of a page, or alone in a file. */
enum ChartStyle {
  /** Without caption and legend, which the page provides. */
  PAGE,
  /** The same over the whole width of a page. */
  WIDE,
  /** With caption and legend. */
  FILE;

  private static final int WIDTH = 480;
  private static final int HEIGHT = 260;
  private static final int WHOLE_WIDTH = 1160;
  private static final int FILE_WIDTH = 640;
  private static final int FILE_HEIGHT = 400;
  private static final int PAGE_FONT = 16; // columns of a page are down to 300 pixels wide
  private static final int WIDE_FONT = 14;
  private static final int FILE_FONT = 12;
  private static final int ROW = 26;
  private static final int AXIS = 84;
  private static final int LEGEND_ROW = 21;

  /** Creates an empty chart of the size a figure needs. */
  XYChart chart(Figure figure) {
    int rows = figure.domain().categories().size();
    int height = rows == 0 ? (this == FILE ? FILE_HEIGHT : HEIGHT) : AXIS + ROW * rows;
    long named = figure.lines().stream().filter(line -> !line.label().isEmpty()).count();
    if (this == FILE && rows > 0) {
      height += 40; // the caption
    }
    XYChart chart = new XYChart(width(), height + (this == FILE ? (int) named * LEGEND_ROW : 0));
    plain(chart.getStyler(), font());
    Axis below = figure.sideways() ? figure.range() : figure.domain();
    chart.setXAxisTitle(below.title());
    chart.getStyler().setXAxisTitleVisible(!below.title().isEmpty());
    Axis beside = figure.sideways() ? figure.domain() : figure.range();
    chart.setYAxisTitle(beside.title());
    chart.getStyler().setYAxisTitleVisible(this == FILE && !beside.title().isEmpty());
    if (figure.domain().scale() == Axis.Scale.DOUBLINGS) {
      chart.getStyler().setXAxisTickMarkSpacingHint(130); // no ticks between the doublings
    }
    if (figure.sideways()) {
      chart.getStyler().setPlotGridVerticalLinesVisible(true);
      chart.getStyler().setYAxisTickMarkSpacingHint(ROW * 4 / 5);
      chart.getStyler().setChartPadding(20); // room for half of the last number
    }
    if (this == FILE) {
      chart.setTitle(figure.caption());
      alone(chart.getStyler(), named > 0);
    }
    return chart;
  }

  private int width() {
    return switch (this) {
      case PAGE -> WIDTH;
      case WIDE -> WHOLE_WIDTH;
      case FILE -> FILE_WIDTH;
    };
  }

  private int font() {
    return switch (this) {
      case PAGE -> PAGE_FONT;
      case WIDE -> WIDE_FONT;
      case FILE -> FILE_FONT;
    };
  }

  private static void plain(XYStyler styler, int size) {
    Font font = new Font(Font.SANS_SERIF, Font.PLAIN, size);
    styler.setBaseFont(font);
    styler.setAxisTickLabelsFont(font);
    styler.setAxisTickLabelsColor(Palette.INK);
    styler.setAxisTickMarksColor(Palette.TICKS);
    styler.setAxisTitleFont(font);
    styler.setXAxisTitleColor(Palette.INK);
    styler.setYAxisTitleColor(Palette.INK);
    styler.setAxisTitlePadding(4);
    styler.setLocale(Locale.ROOT);
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setChartPadding(8);
    styler.setChartTitleVisible(false);
    styler.setLegendVisible(false);
    styler.setMarkerSize(6);
    styler.setPlotBorderVisible(false);
    styler.setPlotContentSize(.96);
    styler.setPlotGridLinesColor(Palette.GRID);
    styler.setPlotGridLinesStroke(new BasicStroke(1));
    styler.setPlotGridVerticalLinesVisible(false);
    styler.setAxisTicksLineVisible(false);
    styler.setPlotMargin(0);
    styler.setXAxisTickMarkSpacingHint(80);
    styler.setYAxisTickMarkSpacingHint(40);
  }

  private static void alone(XYStyler styler, boolean legend) {
    styler.setChartTitleVisible(true);
    styler.setChartTitleBoxVisible(false);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, 14));
    styler.setLegendVisible(legend);
    styler.setLegendPosition(LegendPosition.OutsideS);
    styler.setLegendLayout(LegendLayout.Vertical);
    styler.setLegendFont(new Font(Font.SANS_SERIF, Font.PLAIN, 12));
    styler.setLegendBorderColor(Color.WHITE);
    styler.setLegendPadding(6);
  }
}
