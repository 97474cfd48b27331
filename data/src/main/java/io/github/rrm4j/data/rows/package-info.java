/**
 * Files of rows, streamed: JSON lines, JSON lists, CSV and Parquet, each row a JSON object with its
 * place.
 *
 * <p>Start with {@link io.github.rrm4j.data.rows.DataFiles}, which says what a path stands for. No
 * file is ever in memory as a whole. Text is read by our own strict readers, Parquet and Arrow by
 * their own libraries: docs/decisions says why.
 */
package io.github.rrm4j.data.rows;
