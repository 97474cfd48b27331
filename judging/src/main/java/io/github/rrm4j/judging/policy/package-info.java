/**
 * A policy: a model that answers queries, which a judge then compares.
 *
 * <ul>
 *   <li>A <b>reply</b> is one sampled completion taken apart: the thinking, which no judge is
 *       shown, and the answer. A reply that was cut off is unfinished.
 *   <li><b>Gold accuracy</b> is the share of finished replies whose answer is right, of all
 *       replies.
 * </ul>
 *
 * <p>Start with {@link io.github.rrm4j.judging.policy.Policy}.
 */
package io.github.rrm4j.judging.policy;
