/**
 * What a completion's length adds to its reward.
 *
 * <p>A {@link io.github.rrm4j.rewards.length.LengthRule} sees a whole group, because one of them
 * compares lengths inside it. <em>Thinking</em> counts the tokens before {@code </think>}; a
 * <em>completion</em> has those, the verdict and the end of the sequence; the <em>limit</em> is the
 * most tokens that a completion of this step could have.
 */
package io.github.rrm4j.rewards.length;
