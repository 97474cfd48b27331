/**
 * How sure a measured number is: shares with their intervals and summaries of lengths, all computed
 * by Apache Commons Math.
 *
 * <p>Read {@link io.github.rrm4j.rewards.statistics.Proportion} first.
 */
package io.github.rrm4j.rewards.statistics;
