package io.github.rrm4j.judging;

import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.rollout.Sampling;

/** What judges for tests have in common: no model, no tokens, and a prompt that is the query. */
interface FakeAsker extends Asker {

  @Override
  default String promptText(OpenPair shown) {
    return shown.query();
  }

  @Override
  default Sampling sampling() {
    return new Sampling(1, 8);
  }

  @Override
  default TokenAsker tokens(String what) {
    throw new UnsupportedOperationException(what);
  }
}
