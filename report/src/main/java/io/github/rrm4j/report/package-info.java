/**
 * What a person looks at after a run: one HTML file, its figures and tables as files, and the event
 * file of TensorBoard.
 *
 * <p>{@link io.github.rrm4j.report.Report} reads folders of runs, evaluations, scaling and stress,
 * and writes a page about them: results with their intervals, curves of several runs over each
 * other, calibration, thinking length, and judgements to read. The page holds all it shows, needs
 * no script and no network, and its content policy forbids both. It is a view: it can be deleted
 * and written again at any time, also while a run is under way.
 *
 * <pre>
 *   folders --ReportInput--> RunRecords, BenchmarkRecords, ScalingRecords
 *           --ReportSections--> Section: headings, Figures, DataTables
 *           --ReportPage--> report.html     --Report.writeFiles--> SVG, PNG, Markdown, CSV
 * </pre>
 *
 * <p>Words: a <em>curve</em> is one number over the steps of a stage; a <em>figure</em> is what a
 * chart shows, with its caption and legend; an <em>estimate</em> is a number with its interval.
 * Read {@code Report}, then {@code ReportSections} (what is said) and {@code Chart} (how it is
 * drawn).
 */
package io.github.rrm4j.report;
