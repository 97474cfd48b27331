/**
 * Several judges of the same comparisons, by the results that {@code evaluate} has kept of each:
 * one after the other ({@link io.github.rrm4j.evaluation.panel.RouterCurve}) or together ({@link
 * io.github.rrm4j.evaluation.panel.Jury}). No model is opened.
 *
 * <p>A {@link io.github.rrm4j.evaluation.panel.JudgeRecord} is what one judge said of each
 * comparison, an {@link io.github.rrm4j.evaluation.panel.Opinion}; a {@link
 * io.github.rrm4j.evaluation.panel.Panel} has the comparisons that all of them judged.
 */
package io.github.rrm4j.evaluation.panel;
