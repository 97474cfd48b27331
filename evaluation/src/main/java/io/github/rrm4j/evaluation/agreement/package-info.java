/**
 * How far a judge agrees with people, and how far people agree with each other.
 *
 * <p>{@link io.github.rrm4j.evaluation.agreement.HumanLabels} are what people said of pairs, {@link
 * io.github.rrm4j.evaluation.agreement.Agreement} compares them with what a judge said of the same
 * pairs. A <em>label</em> is first, tie or second, in this order, always for a pair's own order of
 * responses.
 */
package io.github.rrm4j.evaluation.agreement;
