package io.github.rrm4j.rewards.judge;

import io.github.rrm4j.rewards.JudgedCompletion;
import io.github.rrm4j.rewards.length.LengthRule;
import java.util.List;

/** A term that a judge's reward may have besides the price of the outcome. */
public sealed interface RewardPart permits Consistency, Confidence, Length {

  /** Its name in {@code reward.weights}, in rollouts.jsonl and in metrics. */
  String name();

  /**
   * What each completion of a group gets before the weight, in their order.
   *
   * @param group the completions of a prompt
   * @param other the completions of the same pair in its other order; {@code group} itself where
   *     there is only one order
   * @param limit the most tokens that a completion could have
   */
  List<LengthRule.Part> of(List<JudgedCompletion> group, List<JudgedCompletion> other, int limit);
}
