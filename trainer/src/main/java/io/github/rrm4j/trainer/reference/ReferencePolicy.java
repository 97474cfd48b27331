package io.github.rrm4j.trainer.reference;

import io.github.rrm4j.model.TokenSequence;
import java.util.List;

/** What the policy is held to: log-probs of completions under another policy. */
public interface ReferencePolicy {

  /**
   * @param step of the stage, which decides what the reference is where it moves
   * @return nats, by row and completion token
   */
  float[][] logprobs(long step, List<TokenSequence> rows, double temperature);
}
