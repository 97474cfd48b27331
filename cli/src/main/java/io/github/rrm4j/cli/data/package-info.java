/**
 * {@code ./rrm data ...}: making, checking, showing and converting preference data. A command is
 * one class; {@link io.github.rrm4j.cli.data.SourceOption} has the options by which all of them
 * read.
 */
package io.github.rrm4j.cli.data;
