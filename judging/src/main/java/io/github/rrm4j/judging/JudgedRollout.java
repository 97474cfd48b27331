package io.github.rrm4j.judging;

import io.github.rrm4j.data.Side;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.rollout.Rollout;

/**
 * What a judge generated to a question, and what it says.
 *
 * @param judgement as read, for the order shown
 */
public record JudgedRollout(Question question, Judgement judgement, Rollout rollout) {

  /** The verdict for the sides of the pair's own order. */
  public Verdict verdict() {
    return own(judgement.verdict(), question.order());
  }

  /** A verdict about the order shown, for the pair's own order. */
  public static Verdict own(Verdict shown, Order order) {
    return order == Order.GIVEN
        ? shown
        : shown.side().map(Side::other).map(Verdict::of).orElse(shown);
  }

  /** The judgement without its tokens. */
  public Vote vote() {
    return new Vote(
        question.order(),
        verdict(),
        judgement.text(),
        judgement.thinkingTokens(),
        rollout.sequence().completion().length,
        rollout.forced().isPresent());
  }
}
