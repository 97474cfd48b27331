package io.github.rrm4j.report.chart;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.statistics.table.Numbers;
import io.github.rrm4j.statistics.table.Unit;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.XYChart;

/** The values of a drawn chart, where its points and intervals lie. */
final class PointValues {

  private static final int MOST = 50; // of a line: far enough apart to be hit
  private static final double REACH = 8; // pixels around a point
  private static final double BAR_REACH = 2; // of an interval in a row that may hold several

  private final Figure figure;
  private final XYChart chart;
  private final List<PointValue> bars = new ArrayList<>();
  private final List<PointValue> points = new ArrayList<>();

  /**
   * @param chart the figure, drawn
   */
  PointValues(Figure figure, XYChart chart) {
    this.figure = figure;
    this.chart = chart;
  }

  /** All of them; the areas of points come last and lie over those of intervals. */
  List<PointValue> all() {
    figure.lines().stream()
        .filter(line -> line.style() != Figure.Style.REFERENCE)
        .forEach(this::add);
    List<PointValue> all = new ArrayList<>(bars);
    all.addAll(points);
    return all;
  }

  private void add(Figure.Line line) {
    boolean averaged = line.style().joined() && line.curve().size() >= Chart.SMOOTHED_FROM;
    Curve curve = averaged ? Chart.smooth(line.curve()) : line.curve();
    int stride = Math.max(1, (curve.size() + MOST - 1) / MOST);
    for (int i = 0; i < curve.size(); i += stride) {
      double step = curve.steps()[i];
      double value = curve.values()[i];
      String words = name(line, step) + ": " + number(value);
      if (averaged) {
        points.add(area(step, value, value, REACH, words + ", moving average"));
      } else if (line.band().isPresent()) {
        double low = line.band().get().lower().values()[i];
        double high = line.band().get().upper().values()[i];
        String whole = low < high ? words + interval(low, high) : words;
        points.add(area(step, value, value, REACH, whole));
        bars.add(area(step, low, high, figure.sideways() ? BAR_REACH : REACH, whole));
      } else {
        points.add(area(step, value, value, REACH, words));
      }
    }
  }

  /** The area around what lies at a step, from one value to another. */
  private PointValue area(double step, double from, double to, double reach, String words) {
    double domain = figure.domain().place(step);
    double[] range = {figure.range().place(from), figure.range().place(to)};
    double[] x = new double[2];
    double[] y = new double[2];
    for (int i = 0; i < 2; i++) {
      x[i] = chart.getScreenXFromChart(figure.sideways() ? range[i] : domain);
      y[i] = chart.getScreenYFromChart(figure.sideways() ? domain : range[i]);
    }
    return new PointValue(
        Math.min(x[0], x[1]) - reach,
        Math.min(y[0], y[1]) - reach,
        Math.abs(x[0] - x[1]) + 2 * reach,
        Math.abs(y[0] - y[1]) + 2 * reach,
        words);
  }

  /** What a point is of: {@code judge, hep-go}, or {@code judge, step 120}. */
  private String name(Figure.Line line, double step) {
    String place =
        figure.sideways()
            ? figure.domain().categories().get((int) Math.rint(step))
            : figure.domain().title() + " " + at(figure.domain(), step);
    return line.label().isEmpty() ? place : line.label() + ", " + place;
  }

  private String number(double value) {
    return at(figure.range(), value);
  }

  private String interval(double low, double high) {
    return Text.format(" [%s, %s]", number(low), number(high)).replace(" %", "");
  }

  private static String at(Axis axis, double value) {
    return switch (axis.scale()) {
      case SHARE -> Unit.SHARE.text(value);
      case CHANGE -> Unit.CHANGE.text(value);
      default -> Numbers.plain(value);
    };
  }
}
