package io.github.rrm4j.rewards.length;

import io.github.rrm4j.rewards.JudgedCompletion;
import java.util.Collections;
import java.util.List;

/** The part of a reward that depends on how long a completion is. */
public sealed interface LengthRule
    permits LengthRule.None, LinearCost, SoftOverlong, GroupLength, TargetLength, CosineLength {

  /** Length does not matter. */
  LengthRule NONE = new None();

  /**
   * What a completion gets.
   *
   * @param reason one short sentence for a person
   */
  record Part(double value, String reason) {}

  /**
   * The parts of a group's completions, in their order.
   *
   * @param limit the most tokens that a completion could have
   */
  List<Part> of(List<JudgedCompletion> group, int limit);

  /** The rule that has no say. */
  record None() implements LengthRule {
    @Override
    public List<Part> of(List<JudgedCompletion> group, int limit) {
      return Collections.nCopies(group.size(), new Part(0, ""));
    }
  }
}
