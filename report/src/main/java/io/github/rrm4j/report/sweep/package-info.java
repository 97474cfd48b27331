/**
 * The report of a sweep: its cells in rows, each compared with the base cell, and the frontier of
 * accuracy and thinking.
 *
 * <p>{@link io.github.rrm4j.report.sweep.SweepRun} reads what a run wrote, {@link
 * io.github.rrm4j.report.sweep.SweepResults} has the means, differences and their intervals, {@link
 * io.github.rrm4j.report.sweep.SweepTable} puts them into tables, and {@link
 * io.github.rrm4j.report.sweep.SweepReport} hands these to the page engine. A <em>cell</em> is one
 * combination of settings, run with every seed. Read {@code SweepResults} first.
 */
package io.github.rrm4j.report.sweep;
