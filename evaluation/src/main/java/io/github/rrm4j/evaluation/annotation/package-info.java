/**
 * Preference labels by a judge: replies of a policy become pairs to train on.
 *
 * <p>A <b>duel</b> is two replies and all votes on them, in both orders. Replies to one prompt are
 * ranked by duels; which of these become pairs, and how sure a label must be, is decided afterwards
 * and costs no judgement.
 *
 * <p>Start with {@link io.github.rrm4j.evaluation.annotation.Annotator}, then {@link
 * io.github.rrm4j.evaluation.annotation.Labelling}.
 */
package io.github.rrm4j.evaluation.annotation;
