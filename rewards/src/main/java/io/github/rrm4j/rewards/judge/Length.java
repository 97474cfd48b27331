package io.github.rrm4j.rewards.judge;

import io.github.rrm4j.rewards.JudgedCompletion;
import io.github.rrm4j.rewards.length.LengthRule;
import io.github.rrm4j.rewards.length.LengthRule.Part;
import java.util.List;

/** What a {@link LengthRule} says of how long a completion is. */
public record Length(LengthRule rule) implements RewardPart {

  @Override
  public String name() {
    return "length";
  }

  @Override
  public List<Part> of(List<JudgedCompletion> group, List<JudgedCompletion> other, int limit) {
    return rule.of(group, limit);
  }
}
