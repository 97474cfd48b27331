/**
 * What a person looks at after a run, an evaluation, a sweep or the reproduction of the paper:
 * pages of one file each, and their figures and tables as files.
 *
 * <p>{@link io.github.rrm4j.report.Report} reads folders of runs, evaluations, scaling and stress,
 * and writes a page about them: results with their intervals, curves of several runs in one chart,
 * calibration, thinking length, and judgements to read. It is a view: it can be deleted and written
 * again at any time, also while a run is in progress.
 *
 * <pre>
 *   records   what runs and evaluations wrote                       (reads files, forgives cut lines)
 *   chart     figures and how they are drawn                        (XChart)
 *   page      sections and parts, as HTML and Markdown              (the engine of all pages)
 *   section   the sections of a report      : records -> page
 *   sweep     the sections of a sweep       : runs    -> page
 *   paper     the sections of the paper     : pieces  -> page, and the verdicts on its claims
 * </pre>
 *
 * <p>Words: a <em>curve</em> is one number over the steps of a stage; a <em>figure</em> is what a
 * chart shows, with its caption and legend; an <em>estimate</em> is a number with its interval.
 * Read {@code Report}, then {@code section.ReportSections} (what is shown) and {@code
 * page.ReportPage} (how it is written).
 */
package io.github.rrm4j.report;
