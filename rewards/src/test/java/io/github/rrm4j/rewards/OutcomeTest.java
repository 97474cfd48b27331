package io.github.rrm4j.rewards;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.data.Side;
import io.github.rrm4j.rewards.judge.RewardScheme;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutcomeTest {

  @Test
  void aVerdictIsCorrectIfItChoosesTheGoldSide() {
    assertEquals(Outcome.CORRECT, Outcome.of(Verdict.FIRST, Side.FIRST));
    assertEquals(Outcome.WRONG, Outcome.of(Verdict.FIRST, Side.SECOND));
    assertEquals(Outcome.WRONG, Outcome.of(Verdict.SECOND, Side.FIRST));
    assertEquals(Outcome.CORRECT, Outcome.of(Verdict.SECOND, Side.SECOND));
  }

  @Test
  void anUnreadableVerdictKeepsItsKind() {
    for (Side gold : Side.values()) {
      assertEquals(Outcome.MALFORMED, Outcome.of(Verdict.MALFORMED, gold));
      assertEquals(Outcome.TRUNCATED, Outcome.of(Verdict.TRUNCATED, gold));
      assertEquals(Outcome.MALFORMED, Outcome.of(Verdict.OVERLONG, gold), "no verdict to read");
    }
  }

  @Test
  void onlyAReadableVerdictHasASide() {
    for (Side side : Side.values()) {
      assertEquals(Optional.of(side), Verdict.of(side).side());
    }
    assertEquals(Optional.empty(), Verdict.MALFORMED.side());
    assertEquals(Optional.empty(), Verdict.TRUNCATED.side());
  }

  @Test
  void aSchemePricesEachOutcomeAndSaysWhy() {
    RewardScheme scheme = new RewardScheme(1, -1, -1.5, -0.5);
    assertEquals(
        new Reward(1, Map.of("verdict", 1.0), "The judge chose the gold response."),
        scheme.score(Outcome.CORRECT, 1));
    assertEquals(
        new Reward(-1, Map.of("verdict", -1.0), "The judge chose the other response."),
        scheme.score(Outcome.WRONG, 1));
    assertEquals(
        new Reward(-1.5, Map.of("verdict", -1.5), "The completion holds no readable verdict."),
        scheme.score(Outcome.MALFORMED, 1));
    assertEquals(
        new Reward(-0.5, Map.of("verdict", -0.5), "The completion hit the token limit."),
        scheme.score(Outcome.TRUNCATED, 1));
  }

  @Test
  void aSchemeRefusesAPriceThatIsNotFinite() {
    InvalidInput error =
        assertThrows(InvalidInput.class, () -> new RewardScheme(1, -1, Double.NaN, -1));
    assertTrue(error.getMessage().contains("malformed is NaN"), error.getMessage());
  }

  @Test
  void theValueOfARewardIsTheSumOfItsParts() {
    Map<String, Double> parts = new LinkedHashMap<>();
    parts.put("verdict", 1.0);
    parts.put("length", -0.25);
    assertEquals(
        List.of("verdict", "length"),
        List.copyOf(new Reward(0.75, parts, "Long.").parts().keySet()));
    assertThrows(IllegalArgumentException.class, () -> new Reward(1, parts, "Long."));
    assertThrows(IllegalArgumentException.class, () -> new Reward(Double.NaN, parts, "Long."));
  }

  @Test
  void theOwnerOfTheMapCannotChangeARewardAfterwards() {
    Map<String, Double> parts = new LinkedHashMap<>(Map.of("verdict", 1.0));
    Reward reward = new Reward(1, parts, "Right.");
    parts.put("verdict", 2.0);
    assertEquals(1.0, reward.parts().get("verdict"));
    assertThrows(UnsupportedOperationException.class, () -> reward.parts().put("verdict", 3.0));
  }
}
