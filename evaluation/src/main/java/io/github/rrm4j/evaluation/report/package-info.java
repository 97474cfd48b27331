/**
 * What a person looks at after a run: one HTML file and the event file of TensorBoard.
 *
 * <p>{@link io.github.rrm4j.evaluation.report.RunReport} reads the files of a run folder and writes
 * {@code report.html} beside them: results with their intervals, curves, the config, and judgements
 * to read. The page holds all it shows, needs no script and no network, and its content policy
 * forbids both. It is a view: it can be deleted and written again from the other files at any time,
 * also while the run is under way.
 *
 * <p>{@link io.github.rrm4j.evaluation.report.TensorBoardEvents} appends scalars while the run goes
 * on.
 *
 * <p>Words: a <em>curve</em> is one number over the steps of a stage; a <em>figure</em> is a chart
 * with its caption and legend. Read {@code RunReport}, then {@code RunRecords} (what is read) and
 * {@code ReportPage} (what is shown).
 */
package io.github.rrm4j.evaluation.report;
