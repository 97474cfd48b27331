package io.github.rrm4j.judging.pool;

import io.github.rrm4j.data.Side;
import io.github.rrm4j.judging.JudgedRollout;
import io.github.rrm4j.judging.Order;
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

  static PooledJudgement of(JudgedRollout judged, boolean keepTokens) {
    return new PooledJudgement(
        judged.verdict(),
        judged.question().order() == Order.SWAPPED,
        judged.judgement().thinkingTokens(),
        keepTokens ? judged.rollout().sequence().completion() : new int[0]);
  }

  /** The order in which the pair was shown. */
  Order order() {
    return swapped ? Order.SWAPPED : Order.GIVEN;
  }
}
