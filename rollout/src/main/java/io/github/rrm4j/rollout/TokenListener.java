package io.github.rrm4j.rollout;

/** Hears each token of a rollout as it comes. */
public interface TokenListener {

  /** Hears nothing. */
  TokenListener NONE = (request, sample, token) -> {};

  /**
   * @param request index of the prompt
   * @param sample index of the sample
   * @param token its id
   */
  void token(int request, int sample, int token);
}
