/**
 * Figures and how they are drawn.
 *
 * <p>A {@link io.github.rrm4j.report.chart.Figure} says what is shown: {@link
 * io.github.rrm4j.report.chart.Curve curves} or dots over two {@link
 * io.github.rrm4j.report.chart.Axis axes}. {@link io.github.rrm4j.report.chart.Chart} draws it with
 * XChart, as an SVG element of a page or as a file of its own, in the looks of {@link
 * io.github.rrm4j.report.chart.ChartStyle} and the colors of {@link
 * io.github.rrm4j.report.chart.Palette}. Nothing here knows runs or pages. Read {@code Figure}
 * first.
 */
package io.github.rrm4j.report.chart;
