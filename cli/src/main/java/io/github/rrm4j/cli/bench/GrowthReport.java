package io.github.rrm4j.cli.bench;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.report.chart.Axis;
import io.github.rrm4j.report.chart.Curve;
import io.github.rrm4j.report.chart.Figure;
import io.github.rrm4j.statistics.PowerLaw;
import io.github.rrm4j.statistics.table.Cell;
import io.github.rrm4j.statistics.table.Column;
import io.github.rrm4j.statistics.table.Table;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;

/** Points of growth as exponents and as figures. */
record GrowthReport(List<GrowthPoint> points) {

  private static final double UPPER_DECADE = 10;

  /** What one line of the table and of a figure is about. */
  record Line(GrowthOf of, String work) {

    @Override
    public String toString() {
      return of == GrowthOf.PAIRS ? work : work + ", " + of;
    }
  }

  /** The points of each work, in the order in which they came. */
  Map<Line, List<GrowthPoint>> byLine() {
    return points.stream()
        .collect(
            Collectors.groupingBy(
                point -> new Line(point.of(), point.work()),
                LinkedHashMap::new,
                Collectors.toList()));
  }

  /** The exponent of a cost from a multiple of the smallest size on. */
  static PowerLaw exponent(
      List<GrowthPoint> line, double from, ToDoubleFunction<GrowthPoint> cost) {
    List<GrowthPoint> upper =
        line.stream().filter(point -> point.of().relative(point.size()) >= from).toList();
    return PowerLaw.fit(
        upper.stream().mapToDouble(GrowthPoint::size).toArray(),
        upper.stream().mapToDouble(cost).toArray());
  }

  /**
   * Exponents over both decades, and over the upper one, in which what every run costs matters
   * less; time and memory of the smallest and of the largest size.
   */
  Table table() {
    List<List<Cell>> rows = new ArrayList<>();
    byLine()
        .forEach(
            (line, its) -> {
              Curve medians = medians(its);
              rows.add(
                  List.of(
                      Cell.text(line.of().toString()),
                      Cell.text(line.work()),
                      Cell.text(range(medians.steps(), 0)),
                      Cell.text(range(medians.values(), 3)),
                      Cell.text(written(exponent(its, 1, GrowthPoint::seconds))),
                      Cell.text(written(exponent(its, UPPER_DECADE, GrowthPoint::seconds))),
                      Cell.text(
                          Text.format(
                              "%,d - %,d",
                              its.get(0).peakMib(), its.get(its.size() - 1).peakMib())),
                      Cell.text(written(exponent(its, UPPER_DECADE, GrowthReport::memory)))));
            });
    return Table.of(
        "growth",
        List.of(
            Column.text("size"),
            Column.text("work"),
            Column.text("from - to"),
            Column.text("seconds"),
            Column.text("exponent of time"),
            Column.text("upper decade"),
            Column.text("peak, MiB"),
            Column.text("exponent of memory, upper decade")),
        rows);
  }

  private static double memory(GrowthPoint point) {
    return Math.max(1, point.peakMib());
  }

  private static String range(double[] values, int digits) {
    return rounded(values[0], digits) + " - " + rounded(values[values.length - 1], digits);
  }

  private static String rounded(double value, int digits) {
    return BigDecimal.valueOf(value).setScale(digits, RoundingMode.HALF_EVEN).toPlainString();
  }

  private static String written(PowerLaw law) {
    return Text.format("%.2f +- %.2f", law.exponent(), law.margin());
  }

  /** The median time of each size. */
  private static Curve medians(Collection<GrowthPoint> line) {
    TreeMap<Double, List<Double>> bySize = new TreeMap<>();
    for (GrowthPoint point : line) {
      bySize.computeIfAbsent((double) point.size(), s -> new ArrayList<>()).add(point.seconds());
    }
    TreeMap<Double, Double> medians = new TreeMap<>();
    bySize.forEach((size, seconds) -> medians.put(size, Measurement.median(seconds)));
    return Curve.of(medians);
  }

  /** Time against size, both as multiples of those of the smallest size. */
  Optional<Figure> figure(String id, String caption, Predicate<GrowthOf> which) {
    List<Figure.Line> lines = new ArrayList<>();
    List<GrowthOf> sizes = new ArrayList<>();
    byLine()
        .forEach(
            (line, its) -> {
              if (which.test(line.of())) {
                Curve medians = medians(its);
                double[] x = medians.steps().clone();
                double[] y = medians.values().clone();
                for (int i = x.length - 1; i >= 0; i--) {
                  x[i] /= medians.steps()[0];
                  y[i] /= medians.values()[0];
                }
                if (line.of() == GrowthOf.PAIRS || !sizes.contains(line.of())) {
                  sizes.add(line.of());
                }
                int color = line.of() == GrowthOf.PAIRS ? lines.size() : sizes.indexOf(line.of());
                Figure.Style style =
                    line.work().equals("update") ? Figure.Style.DASHED : Figure.Style.CURVE;
                lines.add(
                    new Figure.Line(
                        line.toString(), new Curve(x, y), Optional.empty(), color, style));
              }
            });
    if (lines.isEmpty()) {
      return Optional.empty();
    }
    double[] ends = {1, 100};
    lines.add(
        new Figure.Line(
            "linear", new Curve(ends, ends), Optional.empty(), 0, Figure.Style.REFERENCE));
    return Optional.of(
        new Figure(
            id,
            caption,
            Axis.of("size, times the smallest", Axis.Scale.DECADES),
            Axis.of("time, times that of the smallest", Axis.Scale.DECADES),
            lines));
  }
}
