/**
 * What a command shows while it works, and what it keeps of it.
 *
 * <p>{@link io.github.rrm4j.experiments.output.Progress} is a bar in a terminal and plain lines
 * elsewhere, both on standard error, so that standard output carries results only. {@link
 * io.github.rrm4j.experiments.output.RunLog} writes what the program and its libraries log to the
 * run's {@code run.log}; of that, the terminal shows warnings and errors only. {@link
 * io.github.rrm4j.experiments.output.VisibleStream} stands between texts of unknown origin and a
 * terminal.
 */
package io.github.rrm4j.experiments.output;
