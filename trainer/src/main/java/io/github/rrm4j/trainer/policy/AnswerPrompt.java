package io.github.rrm4j.trainer.policy;

import io.github.rrm4j.data.Prompt;
import io.github.rrm4j.judging.reward.JudgedMatch;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.trainer.grpo.Question;
import java.util.List;

/**
 * A prompt that a policy answers.
 *
 * @param matches between its answers, decided by a judge; none before they are rewarded
 */
public record AnswerPrompt(Prompt prompt, Request request, List<JudgedMatch> matches)
    implements Question {

  AnswerPrompt(Prompt prompt, Request request) {
    this(prompt, request, List.of());
  }

  AnswerPrompt with(List<JudgedMatch> decided) {
    return new AnswerPrompt(prompt, request, decided);
  }
}
