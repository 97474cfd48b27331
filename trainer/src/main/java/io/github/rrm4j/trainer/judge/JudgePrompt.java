package io.github.rrm4j.trainer.judge;

import io.github.rrm4j.data.Pair;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.trainer.grpo.Question;
import java.util.OptionalInt;

/**
 * A pair as a judge is asked about it.
 *
 * @param pair in the order in which it is shown
 * @param judge whose wording is used
 * @param target tokens of thinking that the prompt asks for; empty if it does not
 */
public record JudgePrompt(Pair pair, JudgeFormat judge, Request request, OptionalInt target)
    implements Question {

  String text() {
    return judge.promptText(pair);
  }
}
