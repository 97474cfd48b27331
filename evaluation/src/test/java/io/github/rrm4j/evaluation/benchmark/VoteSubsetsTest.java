package io.github.rrm4j.evaluation.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.rewards.MajorityVote;
import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.IntervalMethod;
import io.github.rrm4j.statistics.ItemMeans;
import java.util.List;
import org.junit.jupiter.api.Test;

class VoteSubsetsTest {

  private static VoteSubsets votes(int right, int wrong, int unreadable, int k) {
    return VoteSubsets.of(List.of(new MajorityVote(right, wrong, unreadable, 0)), k);
  }

  /** Over all subsets of k, one by one: right, tie, unreadable. */
  private static double[] counted(int right, int wrong, int unreadable, int k) {
    int n = right + wrong + unreadable;
    double[] counts = new double[3];
    int subsets = 0;
    for (int mask = 0; mask < 1 << n; mask++) {
      if (Integer.bitCount(mask) == k) {
        int r = Integer.bitCount(mask & ((1 << right) - 1));
        int w = Integer.bitCount((mask >> right) & ((1 << wrong) - 1));
        counts[0] += r > w ? 1 : 0;
        counts[1] += r == w && r > 0 ? 1 : 0;
        counts[2] += r + w == 0 ? 1 : 0;
        subsets++;
      }
    }
    for (int i = 0; i < 3; i++) {
      counts[i] /= subsets;
    }
    return counts;
  }

  @Test
  void theFormulaIsTheMeanOverAllSubsets() {
    for (int right = 0; right <= 5; right++) {
      for (int wrong = 0; wrong <= 4; wrong++) {
        for (int unreadable = 0; unreadable <= 3; unreadable++) {
          for (int k = 1; k <= right + wrong + unreadable; k++) {
            double[] counted = counted(right, wrong, unreadable, k);
            VoteSubsets votes = votes(right, wrong, unreadable, k);
            assertEquals(counted[0], votes.decision().first() - votes.split() / 2, 1e-12);
            assertEquals(counted[1], votes.split(), 1e-12);
            assertEquals(counted[2], votes.decision().unreadable(), 1e-12);
          }
        }
      }
    }
  }

  @Test
  void twoOfTwoRightAndOneWrongTieTwiceInThree() {
    VoteSubsets votes = votes(2, 1, 0, 2);
    assertEquals(1.0 / 3, votes.decision().first() - votes.split() / 2, 1e-15);
    assertEquals(2.0 / 3, votes.split(), 1e-15);
    assertEquals(2.0 / 3, votes.decision().first(), 1e-15);
    assertEquals(0.25, votes(1, 1, 2, 1).decision().first(), 1e-15);
    assertEquals(1, votes(600, 400, 0, 1000).decision().first(), 1e-9);
  }

  @Test
  void theMeanOverPoolsIsTheAccuracyOfFreshVotes() {
    // of five votes that are right with probability 0.7: P(at least 3) = 0.83692
    int pools = 4000;
    double sum = 0;
    for (int pool = 0; pool < pools; pool++) {
      int right = 0;
      for (int i = 0; i < 9; i++) {
        right += Key.of(pool, "votes").uniform(i) < 0.7 ? 1 : 0;
      }
      sum += votes(right, 9 - right, 0, 5).decision().first();
    }
    // the standard deviation of one is below 0.27
    assertEquals(0.83692, sum / pools, 4 * 0.27 / Math.sqrt(pools));
  }

  @Test
  void moreVotesThanJudgementsAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> votes(2, 1, 0, 4));
    assertThrows(IllegalArgumentException.class, () -> votes(2, 1, 0, 0));
  }

  @Test
  void bootstrapIntervalsCoverTheMeanAsOftenAsTheySay() {
    int covered = 0;
    for (int i = 0; i < 200; i++) {
      double[] values = new double[80];
      for (int j = 0; j < values.length; j++) {
        values[j] = Key.of(i, "values").uniform(j);
      }
      Interval interval = ItemMeans.interval(values);
      covered += interval.lower() <= 0.5 && 0.5 <= interval.upper() ? 1 : 0;
    }
    assertEquals(0.95, covered / 200.0, 4 * Math.sqrt(0.95 * 0.05 / 200));
    assertEquals(
        new Interval(0, 0, IntervalMethod.BOOTSTRAP),
        ItemMeans.difference(new double[] {1, 2}, new double[] {1, 2}));
    // no difference in two items: a share 0.6576 of all may differ, Wilson's upper end of 0 of 2
    Interval none = ItemMeans.shareDifference(new double[] {1, 0.5}, new double[] {1, 0.5});
    assertEquals(-0.6576, none.lower(), 1e-4);
    assertEquals(0.6576, none.upper(), 1e-4);
    // of right and wrong ones Bonett-Price's: 1.96 sqrt(2 / 4) / sqrt(4)
    Interval binary = ItemMeans.shareDifference(new double[] {1, 0}, new double[] {1, 0});
    assertEquals(0.69295, binary.upper(), 1e-5);
    assertEquals(IntervalMethod.BONETT_PRICE, binary.method());
    Interval normal =
        ItemMeans.interval(new double[] {0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1});
    assertTrue(normal.lower() >= 0.2 && normal.upper() <= 0.8, normal.toString());
  }
}
