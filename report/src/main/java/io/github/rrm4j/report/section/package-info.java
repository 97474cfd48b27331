/**
 * What a report shows: one class for each section, which turns records into parts of a page.
 *
 * <p>{@link io.github.rrm4j.report.section.ReportSections} has their order. A section without
 * anything to show has no parts and is left out. To add a chart of a training metric, add a line to
 * {@link io.github.rrm4j.report.section.StageFigures}; to add a section, add a class with a method
 * {@code parts()} and a line to {@code ReportSections}.
 */
package io.github.rrm4j.report.section;
