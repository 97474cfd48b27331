package io.github.rrm4j.judging.pool;

import io.github.rrm4j.data.Side;
import io.github.rrm4j.rewards.Outcome;
import io.github.rrm4j.rewards.Verdict;

/**
 * One judgement of a pool.
 *
 * @param verdict for the sides of the pair's own order, whatever order it was shown in
 * @param swapped whether it was shown in the other order
 * @param thinking tokens before the end of the thinking
 * @param tokens the completion's ids, end-of-sequence id included; empty where they are not kept
 */
public record PooledJudgement(Verdict verdict, boolean swapped, int thinking, int[] tokens) {

  /** The verdict compared with the gold. */
  public Outcome outcome(Side gold) {
    return Outcome.of(verdict, gold);
  }

  /** A verdict about the order shown, for the pair's own order. */
  static Verdict own(Verdict shown, boolean swapped) {
    return shown.side().map(side -> Verdict.of(swapped ? side.other() : side)).orElse(shown);
  }
}
