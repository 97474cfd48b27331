package io.github.rrm4j.trainer.judge;

import io.github.rrm4j.judging.Judgement;
import io.github.rrm4j.rewards.Outcome;

/**
 * A completion of a judge, read.
 *
 * @param prompt that it answers
 * @param outcome the verdict compared with the gold response
 */
public record JudgedAnswer(JudgePrompt prompt, Judgement judgement, Outcome outcome) {

  /** Whether it prefers the gold response. */
  boolean prefersGold() {
    return outcome == Outcome.CORRECT;
  }

  /** Whether it prefers a response. */
  boolean isReadable() {
    return judgement.verdict().side().isPresent();
  }
}
