package io.github.rrm4j.judging.pool;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.judging.Judge;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;

/**
 * How a pool asks the judge.
 *
 * @param judge who is asked
 * @param engine what generates
 * @param sampling how a judgement is drawn
 * @param orders in which order a pair is shown
 * @param key what the draws depend on, with the pair's id and the number of the sample
 * @param rows judgements that are handed to the engine together
 */
public record Asking(
    Judge judge, RolloutEngine engine, Sampling sampling, Orders orders, Key key, int rows) {

  /** In which order a pair is shown. */
  public enum Orders {
    /** As it is. */
    GIVEN,
    /** A coin of the pair decides, once. */
    ONE,
    /** Every other judgement sees the other order; a coin of the pair decides which is first. */
    BOTH
  }

  /** Whether a sample of a pair sees it swapped. */
  boolean swapped(OpenPair pair, int sample) {
    boolean coin = key.with(pair.id()).with("order").uniform(0) < 0.5;
    return switch (orders) {
      case GIVEN -> false;
      case ONE -> coin;
      case BOTH -> coin ^ sample % 2 == 1;
    };
  }

  /** Whether a pair's prompt leaves room for a judgement, in both orders. */
  public boolean fits(OpenPair pair) {
    return judge.prompt(pair).length <= engine.longestPrompt(sampling);
  }
}
