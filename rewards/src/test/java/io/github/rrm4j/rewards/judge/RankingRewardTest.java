package io.github.rrm4j.rewards.judge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.github.rrm4j.rewards.StatedRanking;
import io.github.rrm4j.rewards.Verdict;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class RankingRewardTest {

  private static final RankingReward REWARD =
      new RankingReward(new RewardScheme(1, -1, -1, -0.75), 1);

  private static double tau(List<Integer> best, double... gold) {
    return REWARD.of(new StatedRanking(best), gold).value();
  }

  /** Gold 3 > 2 > 1 > 0: one exchange of neighbors leaves 5 pairs right and one wrong. */
  @Test
  void withoutTiesItIsTheShareOfPairsRightMinusThatWrong() {
    assertEquals(1, tau(List.of(0, 1, 2, 3), 3, 2, 1, 0), 1e-12);
    assertEquals((5 - 1) / 6.0, tau(List.of(1, 0, 2, 3), 3, 2, 1, 0), 1e-12);
    assertEquals((3 - 3) / 6.0, tau(List.of(3, 0, 1, 2), 3, 2, 1, 0), 1e-12);
    assertEquals(-1, tau(List.of(3, 2, 1, 0), 3, 2, 1, 0), 1e-12);
  }

  @Test
  void ofTwoResponsesItIsTheRewardOfAVerdict() {
    assertEquals(1, tau(List.of(1, 0), 0, 1), 1e-12);
    assertEquals(-1, tau(List.of(0, 1), 0, 1), 1e-12);
  }

  /** T = 6 pairs, 3 of them tied: (C - D) / sqrt(6 * 3), with C - D = 3, 1, -1, -3 by the place. */
  @Test
  void oneRightOfFourIsWorthWhatItsPlaceIs() {
    double[] gold = {0, 0, 1, 0};
    double scale = Math.sqrt(18);
    assertEquals(3 / scale, tau(List.of(2, 0, 1, 3), gold), 1e-12);
    assertEquals(Math.sqrt(2 / 4.0), tau(List.of(2, 3, 1, 0), gold), 1e-12);
    assertEquals(1 / scale, tau(List.of(0, 2, 1, 3), gold), 1e-12);
    assertEquals(-1 / scale, tau(List.of(0, 1, 2, 3), gold), 1e-12);
    assertEquals(-3 / scale, tau(List.of(0, 1, 3, 2), gold), 1e-12);
  }

  @Test
  void whatIsNoRankingHasTheRewardOfTheScheme() {
    double[] gold = {1, 0};
    assertEquals(-1, REWARD.of(Optional.empty(), Optional.of(Verdict.MALFORMED), gold).value());
    assertEquals(-0.75, REWARD.of(Optional.empty(), Optional.of(Verdict.TRUNCATED), gold).value());
    RankingReward half = new RankingReward(REWARD.scheme(), 0.5);
    assertEquals(0.5, half.of(new StatedRanking(List.of(0, 1)), gold).value(), 1e-12);
    assertEquals(-0.5, half.of(Optional.empty(), Optional.of(Verdict.MALFORMED), gold).value());
  }

  @Test
  void equalScoresRankNothing() {
    assertThrows(NoSuchElementException.class, () -> tau(List.of(0, 1), 1, 1));
  }
}
