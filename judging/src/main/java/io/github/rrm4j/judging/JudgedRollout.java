package io.github.rrm4j.judging;

import io.github.rrm4j.data.Side;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.rollout.Rollout;
import java.util.Optional;

/**
 * What a judge generated to a question, and what it says.
 *
 * @param judgement as read, for the order shown
 * @param rollout empty where the judge was not asked, since the pair is too long
 */
public record JudgedRollout(Question question, Judgement judgement, Optional<Rollout> rollout) {

  static JudgedRollout of(Question question, Judgement judgement, Rollout rollout) {
    return new JudgedRollout(question, judgement, Optional.of(rollout));
  }

  /** Of a question that was not asked. */
  static JudgedRollout overlong(Question question) {
    return new JudgedRollout(question, new Judgement("", Verdict.OVERLONG, 0, 0), Optional.empty());
  }

  /** The tokens that were generated; none where the judge was not asked. */
  public int[] tokens() {
    return rollout.map(one -> one.sequence().completion()).orElseGet(() -> new int[0]);
  }

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
        tokens().length,
        rollout.flatMap(Rollout::forced).isPresent());
  }
}
