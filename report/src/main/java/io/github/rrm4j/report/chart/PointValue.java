package io.github.rrm4j.report.chart;

/**
 * What a point or an interval of a drawn chart says, and the area where it says it, in pixels of
 * the drawing.
 */
public record PointValue(double left, double top, double width, double height, String words) {}
