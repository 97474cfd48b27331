/**
 * Tables of measured numbers, kept apart from the way they are written.
 *
 * <p>A {@link io.github.rrm4j.statistics.table.Table} has {@link
 * io.github.rrm4j.statistics.table.Column columns} and typed {@link
 * io.github.rrm4j.statistics.table.Cell cells}: texts, counts, numbers in a {@link
 * io.github.rrm4j.statistics.table.Unit} with or without their interval, badges, and cells for
 * which nothing was measured. It writes itself as Markdown, where numbers are rounded for a reader,
 * and as CSV, where they are complete and an interval has columns of its own. Module {@code report}
 * writes it as HTML.
 *
 * <p>{@link io.github.rrm4j.statistics.table.ResultRows} are the same numbers as result files keep
 * them: JSON objects in which {@code x}, {@code x_low} and {@code x_high} belong together.
 *
 * <p>Nothing here depends on the locale. Read {@code Table} first.
 */
package io.github.rrm4j.statistics.table;
