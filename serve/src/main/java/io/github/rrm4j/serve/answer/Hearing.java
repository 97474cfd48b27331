package io.github.rrm4j.serve.answer;

import io.github.rrm4j.judging.PairVerdict;
import io.github.rrm4j.model.Tokenizer;
import io.github.rrm4j.rollout.TokenListener;

/** Hears a request while it is judged. */
public interface Hearing {

  /** Hears nothing. */
  Hearing NONE = new Hearing() {};

  /** What hears each token of a pair; see {@link io.github.rrm4j.judging.Voting#judge}. */
  default TokenListener tokens(Tokenizer tokenizer) {
    return TokenListener.NONE;
  }

  /** A match of a ranking was judged. */
  default void verdict(PairVerdict verdict) {}
}
