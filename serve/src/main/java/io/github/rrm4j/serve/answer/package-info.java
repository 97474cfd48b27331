/**
 * What is asked of a judge over HTTP and what it answers, without HTTP.
 *
 * <p>A {@link io.github.rrm4j.serve.answer.JudgeRequest} is the neutral form of everything that is
 * asked; the {@link io.github.rrm4j.serve.answer.Desk} takes it, looks into the {@link
 * io.github.rrm4j.serve.answer.AnswerStore}, and hands it to the {@link
 * io.github.rrm4j.serve.answer.ServedJudge}. What cannot be answered is a {@link
 * io.github.rrm4j.serve.answer.Refusal}.
 */
package io.github.rrm4j.serve.answer;
