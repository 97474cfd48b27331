package io.github.rrm4j.rewards.length;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.rewards.JudgedCompletion;
import io.github.rrm4j.rewards.Outcome;
import io.github.rrm4j.rewards.length.LengthRule.CosineLength;
import io.github.rrm4j.rewards.length.LengthRule.GroupLength;
import io.github.rrm4j.rewards.length.LengthRule.LinearCost;
import io.github.rrm4j.rewards.length.LengthRule.SoftOverlong;
import io.github.rrm4j.rewards.length.LengthRule.TargetLength;
import io.github.rrm4j.rewards.length.LengthRule.TargetLength.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LengthRuleTest {

  private static JudgedCompletion judged(Outcome outcome, int tokens) {
    return judged(outcome, tokens, 50);
  }

  private static JudgedCompletion judged(Outcome outcome, int tokens, int target) {
    return new JudgedCompletion(
        outcome,
        tokens,
        tokens,
        OptionalDouble.empty(),
        OptionalDouble.empty(),
        OptionalInt.of(target));
  }

  private static double one(LengthRule rule, JudgedCompletion judged, int limit) {
    return rule.of(List.of(judged), limit).get(0).value();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "10, -0.02", "400, -0.8"})
  void aTokenOfThinkingCostsTheSameEverywhere(int thinking, double value) {
    assertEquals(value, one(new LinearCost(0.002), judged(Outcome.WRONG, thinking), 500), 1e-12);
  }

  @ParameterizedTest
  @CsvSource({"10, 0", "80, 0", "81, -0.05", "90, -0.5", "99, -0.95", "100, -1"})
  void theSoftPenaltyGrowsInsideTheBuffer(int completion, double value) {
    assertEquals(value, one(new SoftOverlong(20), judged(Outcome.CORRECT, completion), 100), 1e-12);
  }

  @Test
  void insideAGroupTheShortestRightOneGetsAHalfAndNoWrongOneGains() {
    List<JudgedCompletion> group =
        List.of(
            judged(Outcome.CORRECT, 10),
            judged(Outcome.CORRECT, 20),
            judged(Outcome.CORRECT, 30),
            judged(Outcome.WRONG, 10),
            judged(Outcome.TRUNCATED, 30),
            judged(Outcome.MALFORMED, 25));
    double[] values =
        new GroupLength().of(group, 100).stream().mapToDouble(LengthRule.Part::value).toArray();
    double[] expected = {0.5, 0, -0.5, 0, -0.5, -0.25};
    for (int i = 0; i < expected.length; i++) {
      assertEquals(expected[i], values[i], 1e-12);
    }
  }

  @Test
  void aGroupOfOneLengthGetsNothing() {
    for (LengthRule.Part part :
        new GroupLength().of(List.of(judged(Outcome.CORRECT, 7), judged(Outcome.WRONG, 7)), 100)) {
      assertEquals(0, part.value());
    }
  }

  @ParameterizedTest
  @CsvSource({
    "EXACT, CORRECT, 50, 0", "EXACT, CORRECT, 40, -0.1", "EXACT, WRONG, 70, -0.2",
    // alpha (target - thinking) + delta is 0.5, 0.6, 1.0 (cut), 0.0 (cut)
    "MAX, CORRECT, 50, -0.5", "MAX, CORRECT, 40, -0.4", "MAX, CORRECT, 0, 0",
    "MAX, CORRECT, 200, -1", "MAX, WRONG, 200, 0"
  })
  void theTargetIsMetExactlyOrFromBelow(Kind kind, Outcome outcome, int thinking, double value) {
    LengthRule rule = new TargetLength(kind, 0.01, 0.5, 50, 50);
    assertEquals(value, one(rule, judged(outcome, thinking), 500), 1e-12);
  }

  @Test
  void targetsFillTheirRange() {
    TargetLength rule = new TargetLength(Kind.EXACT, 1, 0, 20, 23);
    int[] seen = new int[4];
    for (int i = 0; i < 400; i++) {
      seen[rule.draw(Key.of(1, "target").with(i)) - 20]++;
    }
    for (int count : seen) {
      assertTrue(count > 60 && count < 140, count + " of 400");
    }
    assertEquals(21, rule.middle());
    assertEquals("Think for 21 tokens.", rule.told(21));
  }

  @ParameterizedTest
  @CsvSource({
    "CORRECT, 0, 0.2",
    "CORRECT, 50, -0.1",
    "CORRECT, 100, -0.4",
    "WRONG, 0, -1",
    "WRONG, 50, -0.5",
    "WRONG, 100, 0",
    "TRUNCATED, 100, 0"
  })
  void theCosineGoesFromOneEndToTheOther(Outcome outcome, int completion, double value) {
    LengthRule rule =
        new CosineLength(new CosineLength.Ends(0.2, -0.4), new CosineLength.Ends(-1, 0));
    assertEquals(value, one(rule, judged(outcome, completion), 100), 1e-12);
  }

  static List<LengthRule> rules() {
    return List.of(
        LengthRule.NONE,
        new LinearCost(0.01),
        new SoftOverlong(30),
        new GroupLength(),
        new TargetLength(Kind.EXACT, 0.01, 0.5, 50, 50),
        new TargetLength(Kind.MAX, 0.01, 0.5, 50, 50),
        new CosineLength(new CosineLength.Ends(0, -0.5), new CosineLength.Ends(-0.5, 0)));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void theOrderOfAGroupDoesNotMatter(LengthRule rule) {
    List<JudgedCompletion> group = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      Key key = Key.of(4, "group").with(i);
      group.add(judged(Outcome.values()[key.below(0, 4)], key.below(1, 101)));
    }
    List<LengthRule.Part> parts = new ArrayList<>(rule.of(group, 100));
    Collections.reverse(group);
    Collections.reverse(parts);
    assertEquals(parts, rule.of(group, 100));
  }

  @ParameterizedTest
  @MethodSource("rules")
  void aLongerRightCompletionNeverGetsMore(LengthRule rule) {
    for (int tokens = 50; tokens < 100; tokens++) { // from the target on
      List<JudgedCompletion> both =
          List.of(judged(Outcome.CORRECT, tokens), judged(Outcome.CORRECT, tokens + 1));
      List<LengthRule.Part> parts = rule.of(both, 100);
      assertTrue(parts.get(0).value() >= parts.get(1).value(), rule + " at " + tokens);
    }
  }
}
