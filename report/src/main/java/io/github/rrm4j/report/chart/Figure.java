package io.github.rrm4j.report.chart;

import io.github.rrm4j.statistics.IntervalMethod;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a chart shows, with its caption and legend.
 *
 * @param id names its files; unique among the figures of a report
 * @param caption what it shows and in which unit
 * @param domain where the steps of the curves lie; categories lie one below the other, and the
 *     values then run across
 * @param range where the values of the curves lie
 */
public record Figure(String id, String caption, Axis domain, Axis range, List<Line> lines) {

  /**
   * @throws IllegalArgumentException if there is no point to draw
   */
  public Figure {
    lines = List.copyOf(lines);
    if (lines.stream().allMatch(line -> line.curve().size() == 0)) {
      throw new IllegalArgumentException(caption + ": no points");
    }
  }

  /** How the points of a line are drawn. */
  public enum Style {
    /** Joined; few points are marked, many are shown pale with their moving average on top. */
    CURVE,
    /** Joined by dashes. */
    DASHED,
    /** Joined by dots. */
    DOTTED,
    /** Not joined; the band is drawn as a bar at each point. */
    POINTS,
    /** A thin grey line to compare with. */
    REFERENCE;

    /** Whether it is a curve through measured points. */
    boolean joined() {
      return this == CURVE || this == DASHED || this == DOTTED;
    }
  }

  /**
   * One line of a figure.
   *
   * @param label its name in the legend; empty for none
   * @param band the interval around it
   * @param color its index in the palette
   */
  public record Line(String label, Curve curve, Optional<Band> band, int color, Style style) {

    /** A curve without an interval. */
    public static Line curve(String label, Curve curve, int color) {
      return new Line(label, curve, Optional.empty(), color, Style.CURVE);
    }
  }

  /**
   * The intervals around a curve.
   *
   * @param methods how they were made, as {@link IntervalMethod#word} says; of a file that does not
   *     say it there is none
   */
  public record Band(Curve lower, Curve upper, Set<String> methods) {

    public Band {
      methods = Set.copyOf(methods);
    }
  }

  /** What the intervals are, in words; empty where there is none. */
  public String intervals() {
    List<Band> bands = lines.stream().flatMap(line -> line.band().stream()).toList();
    String methods =
        Stream.of(IntervalMethod.values())
            .filter(method -> bands.stream().anyMatch(b -> b.methods().contains(method.word())))
            .map(IntervalMethod::label)
            .collect(Collectors.joining("; "));
    if (bands.isEmpty()) {
      return "";
    }
    return methods.isEmpty() ? "Intervals at 95 %." : "Intervals at 95 %: " + methods + ".";
  }

  /** Whether the domain is the vertical axis. */
  boolean sideways() {
    return domain.scale() == Axis.Scale.CATEGORIES;
  }
}
