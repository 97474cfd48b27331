package io.github.rrm4j.rewards.judge;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.rewards.JudgedCompletion;
import io.github.rrm4j.rewards.length.LengthRule.Part;
import java.util.List;

/** 2 p - 1, where p is the probability of the gold response; -1 without a verdict. */
public record Confidence() implements RewardPart {

  @Override
  public String name() {
    return "soft";
  }

  @Override
  public List<Part> of(List<JudgedCompletion> group, List<JudgedCompletion> other, int limit) {
    return group.stream().map(completion -> part(completion.goldProbability().orElse(0))).toList();
  }

  private static Part part(double p) {
    return new Part(2 * p - 1, Text.format("The gold response had the probability %.3f.", p));
  }
}
