/**
 * {@code ./rrm selftest}: whether this machine computes what it should, and how fast. A {@link
 * io.github.rrm4j.cli.selftest.Check} looks at one thing and comes back with a {@link
 * io.github.rrm4j.cli.selftest.Finding}; {@link io.github.rrm4j.cli.selftest.Checks} lists them,
 * {@link io.github.rrm4j.cli.selftest.SelftestReport} writes what they found.
 */
package io.github.rrm4j.cli.selftest;
