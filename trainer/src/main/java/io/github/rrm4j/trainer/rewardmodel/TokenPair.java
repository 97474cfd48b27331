package io.github.rrm4j.trainer.rewardmodel;

import io.github.rrm4j.data.Pair;
import io.github.rrm4j.judging.scalar.QueryResponse;
import io.github.rrm4j.judging.scalar.ScalarText;

/** The two conversations of a pair as token ids. */
record TokenPair(int[] chosen, int[] rejected) {

  static TokenPair of(Pair pair, ScalarText text) {
    return new TokenPair(
        text.tokens(QueryResponse.of(pair, pair.gold())),
        text.tokens(QueryResponse.of(pair, pair.gold().other())));
  }

  /** Positions of the two rows, padded to the longer one. */
  int positions() {
    return 2 * Math.max(chosen.length, rejected.length);
  }

  int tokens() {
    return chosen.length + rejected.length;
  }
}
