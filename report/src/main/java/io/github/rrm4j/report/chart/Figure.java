package io.github.rrm4j.report.chart;

import java.util.List;
import java.util.Optional;

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

  public record Band(Curve lower, Curve upper) {}

  /** Whether the domain is the vertical axis. */
  boolean sideways() {
    return domain.scale() == Axis.Scale.CATEGORIES;
  }
}
