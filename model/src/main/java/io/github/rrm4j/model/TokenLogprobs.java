package io.github.rrm4j.model;

import java.util.List;

/** Log-probabilities of completions, wherever the weights are. */
public interface TokenLogprobs {

  /**
   * Log-probabilities of the completion tokens of some sequences.
   *
   * @param temperature divides the logits
   * @return nats, by row and completion token
   */
  float[][] of(List<TokenSequence> rows, double temperature);
}
