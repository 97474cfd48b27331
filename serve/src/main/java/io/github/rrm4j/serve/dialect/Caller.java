package io.github.rrm4j.serve.dialect;

import io.github.rrm4j.data.Conversation;
import io.github.rrm4j.data.preparation.Thinking;
import io.github.rrm4j.judging.RankingMethod;
import io.github.rrm4j.rollout.Deadline;
import io.github.rrm4j.serve.answer.Answer;
import io.github.rrm4j.serve.answer.Asking;
import io.github.rrm4j.serve.answer.Desk;
import io.github.rrm4j.serve.answer.Hearing;
import io.github.rrm4j.serve.answer.JudgeRequest;
import java.util.List;
import java.util.Optional;

/**
 * Whoever asks in a dialect.
 *
 * @param desk that answers
 * @param asking how pairs are judged
 * @param rule what games are worth
 * @param cohorts samples of a prompt that came one at a time
 * @param deadline until when an answer is waited for
 */
record Caller(Desk desk, Asking asking, RewardRule rule, Cohorts cohorts, Deadline deadline) {

  /** Compares responses; thinking inside them is left out. */
  Answer compared(
      Conversation prompt,
      List<String> responses,
      RankingMethod method,
      RankingMethod.Settings settings) {
    JudgeRequest.checkCount(responses.size(), desk.limits());
    JudgeRequest request =
        JudgeRequest.of(
            Optional.empty(),
            prompt,
            responses.stream().map(Thinking::removed).toList(),
            asking,
            Optional.of(method),
            settings);
    return desk.answer(request, deadline, Hearing.NONE).readable();
  }

  /** The same by the rule of the server. */
  Answer compared(Conversation prompt, List<String> responses) {
    return compared(prompt, responses, rule.method(), rule.settings());
  }

  /** The reward of each response of a prompt. */
  List<Double> rewards(Conversation prompt, List<String> responses) {
    return compared(prompt, responses).ratings().stream().map(rule::reward).toList();
  }

  /** The share of its games that each response wins, from 0 to 1. */
  List<Double> shares(Conversation prompt, List<String> responses) {
    return compared(
            prompt,
            responses,
            RankingMethod.WIN_RATE,
            RewardRule.settings(rule.settings().opponents()))
        .ratings();
  }
}
