/**
 * The command line: where YAML becomes records and the parts are put together.
 *
 * <p>Each command is one class; {@link io.github.rrm4j.experiments.run.RunConfig} is the one place
 * where config keys are read. A user's mistake is printed as its one line and ends with exit code
 * 2.
 */
package io.github.rrm4j.cli;
