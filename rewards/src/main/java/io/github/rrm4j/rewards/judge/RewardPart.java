package io.github.rrm4j.rewards.judge;

import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.rewards.JudgedCompletion;
import io.github.rrm4j.rewards.length.LengthRule;
import io.github.rrm4j.rewards.length.LengthRule.Part;
import java.util.List;
import java.util.stream.IntStream;

/** A term that a judge's reward may have besides that of the outcome. */
public sealed interface RewardPart {

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

  /** 1 if sample g is right in both orders of its pair, else 0. */
  record Consistency() implements RewardPart {

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

  /** 2 p - 1, where p is the probability of the gold response; -1 without a verdict. */
  record Confidence() implements RewardPart {

    @Override
    public String name() {
      return "soft";
    }

    @Override
    public List<Part> of(List<JudgedCompletion> group, List<JudgedCompletion> other, int limit) {
      return group.stream()
          .map(completion -> part(completion.goldProbability().orElse(0)))
          .toList();
    }

    private static Part part(double p) {
      return new Part(2 * p - 1, Text.format("The gold response had the probability %.3f.", p));
    }
  }

  /**
   * -(q - c)^2, where q is the confidence that the judge states and c is 1 if it is right, else 0;
   * -1 without a verdict or a confidence. Its mean is highest where q is the probability of being
   * right (Brier 1950, "Verification of forecasts expressed in terms of probability").
   *
   * <p>Source: Damani et al. 2025, arXiv 2507.16806: with 1 for a right and 0 for a wrong verdict
   * beside it, the reward is theirs, c - (q - c)^2.
   */
  record Brier() implements RewardPart {

    @Override
    public String name() {
      return "brier";
    }

    @Override
    public List<Part> of(List<JudgedCompletion> group, List<JudgedCompletion> other, int limit) {
      return group.stream().map(Brier::part).toList();
    }

    private static Part part(JudgedCompletion completion) {
      if (!completion.readable() || completion.confidence().isEmpty()) {
        return new Part(-1, "No confidence was stated with a verdict.");
      }
      double q = completion.confidence().getAsDouble();
      double distance = q - (completion.correct() ? 1 : 0);
      return new Part(0 - distance * distance, Text.format("The stated confidence is %.3f.", q));
    }
  }

  /** What a {@link LengthRule} says of how long a completion is. */
  record Length(LengthRule rule) implements RewardPart {

    @Override
    public String name() {
      return "length";
    }

    @Override
    public List<Part> of(List<JudgedCompletion> group, List<JudgedCompletion> other, int limit) {
      return rule.of(group, limit);
    }
  }
}
