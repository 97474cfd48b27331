package io.github.rrm4j.report.chart;

import io.github.rrm4j.statistics.table.Estimate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A figure with a row per name and, in each row, a dot with its interval per source. */
public final class DotPlot {

  private static final int MOST_ROWS = 40;
  private static final double APART = 0.18;

  private DotPlot() {}

  /**
   * The figure.
   *
   * @param sources the estimates of each source by name; the order decides the colors
   * @return empty where there is nothing to draw
   */
  public static Optional<Figure> of(
      String id, String caption, Axis range, Map<String, Map<String, Estimate>> sources) {
    Set<String> names = new LinkedHashSet<>();
    sources.values().forEach(estimates -> names.addAll(estimates.keySet()));
    return of(id, caption, range, List.copyOf(names), sources);
  }

  /**
   * The figure with its rows in a given order.
   *
   * @param names of the rows, each once
   */
  public static Optional<Figure> of(
      String id,
      String caption,
      Axis range,
      List<String> names,
      Map<String, Map<String, Estimate>> sources) {
    List<String> rows = names.stream().limit(MOST_ROWS).toList();
    List<Figure.Line> lines = new ArrayList<>();
    int source = 0;
    for (Map.Entry<String, Map<String, Estimate>> one : sources.entrySet()) {
      double shift = (source - (sources.size() - 1) / 2.0) * APART;
      TreeMap<Double, Estimate> points = new TreeMap<>();
      for (int row = 0; row < rows.size(); row++) {
        if (one.getValue().containsKey(rows.get(row))) {
          points.put(row + shift, one.getValue().get(rows.get(row)));
        }
      }
      if (!points.isEmpty()) {
        lines.add(
            line(sources.size() == 1 ? "" : one.getKey(), points, source, Figure.Style.POINTS));
      }
      source++;
    }
    return lines.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Figure(id, caption + cut(names.size()), Axis.categories(rows), range, lines));
  }

  private static String cut(int names) {
    return names > MOST_ROWS
        ? " (the first " + MOST_ROWS + " of " + names + "; the table has all)"
        : "";
  }

  private static Set<String> methods(Estimate[] estimates) {
    return Arrays.stream(estimates)
        .map(Estimate::method)
        .filter(method -> !method.isEmpty())
        .collect(Collectors.toSet());
  }

  public static Figure.Line line(
      String label, TreeMap<Double, Estimate> points, int color, Figure.Style style) {
    double[] steps = points.keySet().stream().mapToDouble(Double::doubleValue).toArray();
    Estimate[] estimates = points.values().toArray(Estimate[]::new);
    Curve value = new Curve(steps, Arrays.stream(estimates).mapToDouble(Estimate::value).toArray());
    boolean bounded = Arrays.stream(estimates).anyMatch(Estimate::bounded);
    double[] low = Arrays.stream(estimates).mapToDouble(Estimate::drawnLow).toArray();
    double[] high = Arrays.stream(estimates).mapToDouble(Estimate::drawnHigh).toArray();
    Figure.Band band =
        new Figure.Band(new Curve(steps, low), new Curve(steps, high), methods(estimates));
    return new Figure.Line(
        label, value, bounded ? Optional.of(band) : Optional.empty(), color, style);
  }
}
