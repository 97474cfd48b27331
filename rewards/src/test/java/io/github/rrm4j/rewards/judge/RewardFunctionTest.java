package io.github.rrm4j.rewards.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.rewards.JudgedCompletion;
import io.github.rrm4j.rewards.Outcome;
import io.github.rrm4j.rewards.Reward;
import io.github.rrm4j.rewards.judge.RewardFunction.Weights;
import io.github.rrm4j.rewards.length.LengthRule;
import io.github.rrm4j.rewards.length.LengthRule.LinearCost;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RewardFunctionTest {

  private static final RewardScheme SCHEME = new RewardScheme(1, -1, -2, -0.5);

  private static JudgedCompletion judged(Outcome outcome, int tokens, double gold) {
    return new JudgedCompletion(
        outcome,
        tokens,
        tokens + 5,
        gold < 0 ? OptionalDouble.empty() : OptionalDouble.of(gold),
        OptionalDouble.empty(),
        OptionalInt.empty());
  }

  private static JudgedCompletion judged(Outcome outcome) {
    return judged(outcome, 10, -1);
  }

  private static Reward one(RewardFunction function, JudgedCompletion judged) {
    return function.score(List.of(List.of(judged)), false, 100).get(0).get(0);
  }

  @Test
  void thePapersRewardIsThePriceAlone() {
    RewardFunction paper = RewardFunction.of(new RewardScheme(1, -1, -1, -1));
    for (Outcome outcome : Outcome.values()) {
      Reward reward = one(paper, judged(outcome));
      assertEquals(outcome == Outcome.CORRECT ? 1 : -1, reward.value());
      assertEquals(Set.of("verdict"), reward.parts().keySet());
    }
  }

  @Test
  void malformedAndTruncatedHavePricesOfTheirOwn() {
    RewardFunction function = RewardFunction.of(SCHEME);
    assertEquals(-2, one(function, judged(Outcome.MALFORMED)).value());
    assertEquals(-0.5, one(function, judged(Outcome.TRUNCATED)).value());
  }

  @Test
  void consistencyIsPaidOnlyWhereTheSameSampleIsRightInBothOrders() {
    RewardFunction function =
        new RewardFunction(SCHEME, new Weights(1, 0.5, 0, 0, 0), false, LengthRule.NONE);
    List<JudgedCompletion> order = List.of(judged(Outcome.CORRECT), judged(Outcome.CORRECT));
    List<JudgedCompletion> swapped = List.of(judged(Outcome.CORRECT), judged(Outcome.WRONG));
    List<List<Reward>> rewards = function.score(List.of(order, swapped), true, 100);
    assertEquals(1.5, rewards.get(0).get(0).value());
    assertEquals(1, rewards.get(0).get(1).value());
    assertEquals(1.5, rewards.get(1).get(0).value());
    assertEquals(-1, rewards.get(1).get(1).value());
    assertEquals(Map.of("verdict", 1.0, "consistency", 0.5), rewards.get(0).get(0).parts());
    assertThrows(
        IllegalArgumentException.class, () -> function.score(List.of(order, swapped), false, 9));
  }

  private static JudgedCompletion stating(Outcome outcome, double confidence) {
    return new JudgedCompletion(
        outcome,
        10,
        15,
        OptionalDouble.empty(),
        confidence < 0 ? OptionalDouble.empty() : OptionalDouble.of(confidence),
        OptionalInt.empty());
  }

  @Test
  void theBrierPartIsHighestForTheTruth() {
    // Beside 1 for a right and 0 for a wrong verdict: c - (q - c)^2
    RewardFunction function =
        new RewardFunction(
            new RewardScheme(1, 0, 0, 0), new Weights(1, 0, 0, 1, 0), false, LengthRule.NONE);
    assertEquals(1 - 0.04, one(function, stating(Outcome.CORRECT, 0.8)).value(), 1e-12);
    assertEquals(-0.64, one(function, stating(Outcome.WRONG, 0.8)).value(), 1e-12);
    assertEquals(0, one(function, stating(Outcome.CORRECT, -1)).value(), 1e-12);
    assertEquals(-1, one(function, stating(Outcome.MALFORMED, 0.9)).value(), 1e-12);
    assertEquals(
        Map.of("verdict", 1.0, "brier", 0.0), one(function, stating(Outcome.CORRECT, 1)).parts());
  }

  @Test
  void theSoftPartIsTheProbabilityOfTheGoldResponse() {
    RewardFunction function =
        new RewardFunction(SCHEME, new Weights(0, 0, 2, 0, 0), false, LengthRule.NONE);
    assertEquals(1.6, one(function, judged(Outcome.CORRECT, 1, 0.9)).value(), 1e-12);
    assertEquals(-1.6, one(function, judged(Outcome.WRONG, 1, 0.1)).value(), 1e-12);
    assertEquals(-2, one(function, judged(Outcome.MALFORMED)).value(), 1e-12);
  }

  @Test
  void theGateLeavesWhatHasNoVerdictItsPriceAlone() {
    RewardFunction open =
        new RewardFunction(SCHEME, new Weights(1, 0, 0, 0, 1), false, new LinearCost(0.01));
    RewardFunction gated = new RewardFunction(SCHEME, open.weights(), true, open.length());
    JudgedCompletion cut = judged(Outcome.TRUNCATED, 40, -1);
    assertEquals(-0.9, one(open, cut).value(), 1e-12);
    assertEquals(-0.5, one(gated, cut).value(), 1e-12);
    assertEquals(0.6, one(gated, judged(Outcome.CORRECT, 40, -1)).value(), 1e-12);
  }

  @Test
  void everyPartIsNamedWithItsReason() {
    RewardFunction function =
        new RewardFunction(SCHEME, new Weights(2, 0, 1, 0, 3), false, new LinearCost(0.01));
    Reward reward = one(function, judged(Outcome.CORRECT, 40, 0.75));
    assertEquals(List.of("verdict", "soft", "length"), List.copyOf(reward.parts().keySet()));
    assertEquals(2 + 0.5 - 1.2, reward.value(), 1e-12);
    assertEquals(
        "The judge chose the gold response. The gold response had the probability 0.750."
            + " It thought for 40 tokens, which cost.",
        reward.reason());
  }

  @Test
  void aPartWithoutAWeightDoesNotExist() {
    RewardFunction function =
        new RewardFunction(SCHEME, new Weights(1, 0, 0, 0, 0), false, new LinearCost(0.01));
    assertFalse(one(function, judged(Outcome.CORRECT)).parts().containsKey("length"));
    String message =
        assertThrows(InvalidInput.class, () -> new Weights(1, -1, 0, 0, 0)).getMessage();
    assertTrue(message.contains("must be 0 or more"), message);
  }
}
