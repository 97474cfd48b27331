/**
 * Commands on the replies of a policy: {@code sample}, {@code annotate}, {@code arena}. Each
 * parses, calls {@link io.github.rrm4j.experiments.policy}, and prints.
 */
package io.github.rrm4j.cli.policy;
