/**
 * Scalar reward models: one number for a query and a response, higher for better, without thinking
 * and without words.
 *
 * <p>{@link io.github.rrm4j.judging.scalar.ScalarJudge} gives the numbers. {@code ScalarVerdicts}
 * of the evaluation module makes verdicts of them, so that every benchmark measures such a model as
 * it measures a judge of pairs; {@link io.github.rrm4j.judging.scalar.ScalarEvaluation} is its
 * accuracy on held-out pairs.
 *
 * <p>Words: a <em>score</em> is the number of one response; a <em>margin</em> is the difference of
 * two scores of one query, which under the Bradley-Terry model is the log-odds that the first
 * response is preferred. Scores of different queries cannot be compared.
 */
package io.github.rrm4j.judging.scalar;
