/**
 * Fits how often a judge is right where it is so and so confident: {@link
 * io.github.rrm4j.evaluation.confidence.ConfidenceFit}.
 */
package io.github.rrm4j.evaluation.confidence;
