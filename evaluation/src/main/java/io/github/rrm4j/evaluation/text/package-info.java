/**
 * A language model without the judge: log-probs of texts that are there, and texts that continue
 * others.
 *
 * <p>A line of a JSONL file becomes a {@link io.github.rrm4j.evaluation.text.Passage} of token ids
 * (read {@link io.github.rrm4j.evaluation.text.PassageReader} for the forms that a line may have),
 * which {@link io.github.rrm4j.evaluation.text.Scorer} scores and the rollout engine continues.
 */
package io.github.rrm4j.evaluation.text;
