/**
 * How far raters agree beyond chance, and p-values of many comparisons at once.
 *
 * <p>Raters sort <em>units</em> into <em>categories</em> 0, 1, ..., which may be ordered. Two
 * raters of the same units are a {@link io.github.rrm4j.statistics.agreement.Confusion}; any number
 * of them, each of whom may have left units out, are {@link
 * io.github.rrm4j.statistics.agreement.RatedUnits}. Every coefficient is 1 where all agree and 0
 * where they agree as often as its model of chance says; the models differ, and so do the numbers.
 */
package io.github.rrm4j.statistics.agreement;
