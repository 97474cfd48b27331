package io.github.rrm4j.judging;

import io.github.rrm4j.data.Side;
import io.github.rrm4j.rewards.Verdict;
import io.github.rrm4j.rollout.Rollout;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What a judge answered to a question.
 *
 * @param judgement as read, for the order shown
 * @param rollout empty where there are no tokens: the judge was not asked, since the pair is too
 *     long, it did not answer, or it speaks text
 * @param usage what an API took; empty of a judge whose tokens are known
 */
public record JudgedQuestion(
    Question question, Judgement judgement, Optional<Rollout> rollout, Optional<ApiUsage> usage) {

  static JudgedQuestion of(Question question, Judgement judgement, Rollout rollout) {
    return new JudgedQuestion(question, judgement, Optional.of(rollout), Optional.empty());
  }

  /** The answer of an API. */
  static JudgedQuestion of(Question question, Judgement judgement, ApiUsage usage) {
    return new JudgedQuestion(question, judgement, Optional.empty(), Optional.of(usage));
  }

  /**
   * Of a question without an answer.
   *
   * @param why overlong or failed, or why its rubric cannot be read
   */
  static JudgedQuestion none(Question question, Verdict why) {
    return new JudgedQuestion(
        question, new Judgement("", why, 0, 0), Optional.empty(), Optional.empty());
  }

  /** Whether there is an answer, readable or not. */
  public boolean answered() {
    return rollout.isPresent() || usage.isPresent();
  }

  /** The tokens that were generated; none where they are not known. */
  public int[] tokens() {
    return rollout.map(one -> one.sequence().completion()).orElseGet(() -> new int[0]);
  }

  /** How many tokens were generated, the end-of-sequence token included. */
  public int length() {
    return usage.map(ApiUsage::output).orElseGet(() -> tokens().length);
  }

  /** How many of them are thinking; empty where the API does not say. */
  public OptionalInt thinkingTokens() {
    return usage.isPresent() ? usage.get().thinking() : OptionalInt.of(judgement.thinkingTokens());
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
        length(),
        rollout.flatMap(Rollout::forced).isPresent(),
        usage);
  }
}
