package io.github.rrm4j.judging.reward;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.Prompt;
import io.github.rrm4j.judging.scalar.QueryResponse;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class ScalarRewardsTest {

  private static final Key KEY = Key.of(1, "test");

  /** The length of the query times ten, and that of the response; none of an empty response. */
  private static double[] lengths(List<QueryResponse> items) {
    return items.stream()
        .mapToDouble(
            item ->
                item.reply().response().isEmpty()
                    ? Double.NaN
                    : 10 * item.prompt().query().length() + item.reply().response().length())
        .toArray();
  }

  @Test
  void everyAnswerHasItsOwnScoreAndWhatCannotBeScoredHasNone() {
    ScalarRewards rewards =
        new ScalarRewards(ScalarRewardsTest::lengths, item -> item.reply().response().length() < 5);
    List<RewardSource.GroupScores> scored =
        rewards.of(
            List.of(
                new Answers(new Prompt("p", "s", "ab"), List.of("1", "too long", "", "123")),
                new Answers(new Prompt("q", "s", "abc"), List.of("12"))),
            KEY);
    assertEquals(
        List.of(
            OptionalDouble.of(21),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            OptionalDouble.of(23)),
        scored.get(0).values());
    assertEquals(
        List.of(
            "Score 21.000.",
            "Too long for the reward model.",
            "The score is no number.",
            "Score 23.000."),
        scored.get(0).reasons());
    assertEquals(List.of(OptionalDouble.of(32)), scored.get(1).values());
  }
}
