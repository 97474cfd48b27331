/**
 * How sure a measured number is, computed with Apache Commons Math.
 *
 * <ul>
 *   <li>{@link io.github.rrm4j.statistics.Proportion}: a share with its Wilson interval.
 *   <li>{@link io.github.rrm4j.statistics.Bootstrap}: the interval of any number that is computed
 *       from items; {@link io.github.rrm4j.statistics.Ratio} of a quotient.
 *   <li>{@link io.github.rrm4j.statistics.PairedProportions}: the difference of two shares of the
 *       same items.
 *   <li>{@link io.github.rrm4j.statistics.McNemar}: whether two judges of the same items differ.
 *   <li>{@link io.github.rrm4j.statistics.Classification}: macro precision, recall and F1.
 *   <li>{@link io.github.rrm4j.statistics.Calibration}: reliability, ECE, risk and coverage.
 *   <li>{@link io.github.rrm4j.statistics.Summary}: mean and quantiles of lengths.
 * </ul>
 *
 * <p>Read {@link io.github.rrm4j.statistics.Proportion} first.
 */
package io.github.rrm4j.statistics;
