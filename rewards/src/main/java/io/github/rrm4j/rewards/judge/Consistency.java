package io.github.rrm4j.rewards.judge;

import io.github.rrm4j.rewards.JudgedCompletion;
import io.github.rrm4j.rewards.length.LengthRule.Part;
import java.util.List;
import java.util.stream.IntStream;

/** 1 if sample g is right in both orders of its pair, else 0. */
public record Consistency() implements RewardPart {

  @Override
  public String name() {
    return "consistency";
  }

  @Override
  public List<Part> of(List<JudgedCompletion> group, List<JudgedCompletion> other, int limit) {
    return IntStream.range(0, group.size())
        .mapToObj(g -> group.get(g).correct() && other.get(g).correct())
        .map(
            both ->
                both
                    ? new Part(1, "The other order was judged right too.")
                    : new Part(0, "Not both orders were judged right."))
        .toList();
  }
}
