package io.github.rrm4j.trainer.grpo;

import io.github.rrm4j.rollout.Request;

/** What a group of completions answers: q of the paper. */
public interface Question {

  /** Its prompt as tokens, and the key of its draws. */
  Request request();
}
