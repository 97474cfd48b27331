/**
 * Commands that spend compute at test time on a judge's verdicts: tournaments, curves of accuracy
 * against votes, thinking and comparisons, and attacks.
 */
package io.github.rrm4j.cli.scaling;
