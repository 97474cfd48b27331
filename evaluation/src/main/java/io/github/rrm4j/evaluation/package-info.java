/**
 * The judge, and how good it is.
 *
 * <p>A judge is a prompt template, a chat template, a tokenizer and the rules by which a completion
 * is read. Read {@link io.github.rrm4j.judging.JudgeFormat} first, then {@link
 * io.github.rrm4j.judging.Evaluation}, which measures one on pairs in both orders.
 */
package io.github.rrm4j.evaluation;
