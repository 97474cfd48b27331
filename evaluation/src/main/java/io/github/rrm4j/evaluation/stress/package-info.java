/**
 * Attacks on a judge: changes of a pair that should change no verdict, and how often they do.
 *
 * <p>Read {@link io.github.rrm4j.evaluation.stress.Attack} for what is changed, then {@link
 * io.github.rrm4j.evaluation.stress.StressSuite} for what is measured.
 */
package io.github.rrm4j.evaluation.stress;
