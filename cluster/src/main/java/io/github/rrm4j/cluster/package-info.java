/**
 * Commands on Apache Spark. {@link io.github.rrm4j.cluster.SparkCluster} is the driver: it numbers
 * the rows of the input, divides them into slices ({@link io.github.rrm4j.cluster.InputRows}), has
 * each slice run through the command itself by an executor ({@link
 * io.github.rrm4j.cluster.SliceTask}) and puts the parts together ({@link
 * io.github.rrm4j.cluster.Parts}).
 *
 * <p>Words: a <i>slice</i> is some rows of the input in a row, a <i>part</i> what the command wrote
 * of one. A part is named by its slice and by a digest of the rows and of all that decides the
 * result, so that a task that is repeated, or runs twice at a time, writes the same bytes to the
 * same place.
 */
package io.github.rrm4j.cluster;
