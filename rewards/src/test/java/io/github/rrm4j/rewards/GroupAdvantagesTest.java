package io.github.rrm4j.rewards;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GroupAdvantagesTest {

  // Means 0 and -0.5; squared differences sum to 4 and 3; divided by G - 1 = 3.
  private static final double[][] REWARDS = {{1, -1, 1, -1}, {-1, -1, 1, -1}};

  @Test
  void groupStdDividesByTheSampleStandardDeviation() {
    double first = 1 / Math.sqrt(4.0 / 3);
    double second = 1;
    assertRows(
        new double[][] {
          {first, -first, first, -first},
          {-0.5 * second, -0.5 * second, 1.5 * second, -0.5 * second}
        },
        GroupAdvantages.GROUP_STD.of(REWARDS),
        1e-12);
  }

  @Test
  void batchStdDividesByTheSpreadOfAllGroups() {
    // Three of the eight are +1: their mean is -0.25, the squared differences sum to 7.5.
    double c = 1 / Math.sqrt(7.5 / 7);
    assertRows(
        new double[][] {{c, -c, c, -c}, {-0.5 * c, -0.5 * c, 1.5 * c, -0.5 * c}},
        GroupAdvantages.BATCH_STD.of(REWARDS),
        1e-12);
  }

  @Test
  void clippedAdvantagesStayInTheirBounds() {
    assertRows(
        new double[][] {{1, -1, 1, -1}, {-0.5, -0.5, 1.2, -0.5}},
        GroupAdvantages.NONE.of(REWARDS, 1.2),
        1e-12);
  }

  @Test
  void aSpreadOfRoundingIsNoSignal() {
    double[][] rewards = {{0.3, 0.1 + 0.2}, {0.3, 0.31}};
    assertEquals(1, withoutSignal(rewards));
    assertArrayEquals(new double[2], GroupAdvantages.GROUP_STD.of(rewards)[0]);
  }

  @Test
  void noneSubtractsTheMean() {
    assertRows(
        new double[][] {{1, -1, 1, -1}, {-0.5, -0.5, 1.5, -0.5}},
        GroupAdvantages.NONE.of(REWARDS),
        1e-12);
  }

  @Test
  void leaveOneOutSubtractsTheMeanOfTheOthers() {
    // The others of the +1 in the second group have mean -1; those of a -1 have mean -1/3.
    assertRows(
        new double[][] {{4.0 / 3, -4.0 / 3, 4.0 / 3, -4.0 / 3}, {-2.0 / 3, -2.0 / 3, 2, -2.0 / 3}},
        GroupAdvantages.LEAVE_ONE_OUT.of(REWARDS),
        1e-12);
  }

  @ParameterizedTest
  @EnumSource
  void theAdvantagesOfAGroupSumToZero(GroupAdvantages kind) {
    for (double[] group : kind.of(random(50, 7))) {
      assertEquals(0, Arrays.stream(group).sum(), 1e-12);
      assertTrue(Arrays.stream(group).anyMatch(a -> Math.abs(a) > 0.1));
    }
  }

  @ParameterizedTest
  @EnumSource
  void permutingTheGroupPermutesTheAdvantages(GroupAdvantages kind) {
    double[][] rewards = random(20, 8);
    int[] order = Key.of(3, "order").permutation(8);
    assertRows(permute(kind.of(rewards), order), kind.of(permute(rewards, order)), 1e-12);
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "BATCH_STD")
  void aGroupDoesNotDependOnItsNeighbours(GroupAdvantages kind) {
    double[][] rewards = random(20, 8);
    double[][] together = kind.of(rewards);
    for (int g = 0; g < rewards.length; g++) {
      assertRows(new double[][] {together[g]}, kind.of(new double[][] {rewards[g]}), 1e-15);
    }
  }

  @ParameterizedTest
  @EnumSource
  void addingAConstantChangesNothing(GroupAdvantages kind) {
    double[][] rewards = random(20, 8);
    assertRows(kind.of(rewards), kind.of(affine(rewards, 1, 5)), 1e-12);
  }

  @Test
  void plusMinusOneAndZeroOneGiveTheSameGroupStdAdvantages() {
    double[][] signs = new double[64][8];
    for (int g = 0; g < signs.length; g++) {
      for (int i = 0; i < 8; i++) {
        signs[g][i] = Key.of(5, "signs").with(g).below(i, 2) * 2 - 1;
      }
    }
    double[][] zeroOne = affine(signs, 0.5, 0.5);
    assertRows(GroupAdvantages.GROUP_STD.of(signs), GroupAdvantages.GROUP_STD.of(zeroOne), 1e-14);
  }

  @ParameterizedTest
  @EnumSource
  void aGroupOfEqualRewardsGetsExactlyZero(GroupAdvantages kind) {
    // The mean of seven times 0.1 is not 0.1 in double precision.
    double[][] rewards = {{.1, .1, .1, .1, .1, .1, .1}, {-1, -1, -1, -1, -1, -1, -1}};
    for (double[] group : kind.of(rewards)) {
      assertArrayEquals(new double[7], group);
    }
  }

  @Test
  void groupsOfEqualRewardsAreCounted() {
    assertEquals(2, withoutSignal(new double[][] {{1, 1}, {1, -1}, {0, 0}}));
    assertEquals(0, withoutSignal(REWARDS));
  }

  @ParameterizedTest
  @EnumSource
  void noGroupsGiveNoAdvantages(GroupAdvantages kind) {
    assertEquals(0, kind.of(new double[0][]).length);
  }

  @ParameterizedTest
  @EnumSource
  void aGroupOfOneIsAnError(GroupAdvantages kind) {
    InvalidInput error = assertThrows(InvalidInput.class, () -> kind.of(new double[][] {{1}, {1}}));
    assertTrue(error.getMessage().contains("the group size is 1, must be at least 2"));
  }

  @Test
  void groupsOfDifferentSizesAndRewardsThatAreNotFiniteAreRefused() {
    double[][] ragged = {{1, -1}, {1, -1, 1}};
    double[][] nan = {{1, Double.NaN}};
    assertThrows(IllegalArgumentException.class, () -> GroupAdvantages.NONE.of(ragged));
    assertThrows(IllegalArgumentException.class, () -> GroupAdvantages.NONE.of(nan));
  }

  @Test
  void theInputIsLeftAsItIs() {
    double[][] rewards = {{1, -1}};
    GroupAdvantages.GROUP_STD.of(rewards);
    assertArrayEquals(new double[] {1, -1}, rewards[0]);
  }

  private static double[][] random(int groups, int size) {
    double[][] rewards = new double[groups][size];
    for (int g = 0; g < groups; g++) {
      for (int i = 0; i < size; i++) {
        rewards[g][i] = Key.of(11, "rewards").with(g).gaussian(i);
      }
    }
    return rewards;
  }

  @Test
  void whatIsNotKnownIsLeftOutOfMeanAndSpread() {
    double n = Double.NaN;
    double inf = Double.POSITIVE_INFINITY;
    double[][] some = {{1, n, -1, n}, {3, 0, 0, 0}, {n, n, n, 5}, {2, n, 2, 2}};
    double c = 1 / Math.sqrt(2); // the sample deviation of (1, -1)
    double[] other = {2.25 / 1.5, -0.75 / 1.5, -0.75 / 1.5, -0.75 / 1.5};
    double[] zeros = new double[4];
    double[][] expected = {{c, 0, -c, 0}, other, zeros, zeros};
    assertRows(expected, GroupAdvantages.GROUP_STD.ofKnown(some, inf), 1e-12);
    double[] clipped = {1, -0.5, -0.5, -0.5};
    assertRows(
        new double[][] {{c, 0, -c, 0}, clipped, zeros, zeros},
        GroupAdvantages.GROUP_STD.ofKnown(some, 1),
        1e-12);
    // Ten are known: their sum is 14, of squares 48; 48 - 14^2 / 10 = 28.4, over 9.
    double all = Math.sqrt(28.4 / 9);
    double[][] byBatch = {
      {1 / all, 0, -1 / all, 0}, {2.25 / all, -0.75 / all, -0.75 / all, -0.75 / all}, zeros, zeros
    };
    assertRows(byBatch, GroupAdvantages.BATCH_STD.ofKnown(some, inf), 1e-12);
    assertRows(
        new double[][] {{2, 0, -2, 0}, {3, -1, -1, -1}, zeros, zeros},
        GroupAdvantages.LEAVE_ONE_OUT.ofKnown(some, inf),
        1e-12);
    assertRows(
        GroupAdvantages.GROUP_STD.of(REWARDS), GroupAdvantages.GROUP_STD.ofKnown(REWARDS, inf), 0);
    assertTrue(GroupAdvantages.hasSignal(some[0]));
    assertTrue(!GroupAdvantages.hasSignal(some[2]) && !GroupAdvantages.hasSignal(some[3]));
  }

  private static double[][] permute(double[][] rows, int[] order) {
    return Arrays.stream(rows)
        .map(row -> Arrays.stream(order).mapToDouble(i -> row[i]).toArray())
        .toArray(double[][]::new);
  }

  private static double[][] affine(double[][] rows, double factor, double shift) {
    return Arrays.stream(rows)
        .map(row -> Arrays.stream(row).map(r -> factor * r + shift).toArray())
        .toArray(double[][]::new);
  }

  private static void assertRows(double[][] expected, double[][] actual, double tolerance) {
    assertEquals(expected.length, actual.length);
    for (int g = 0; g < expected.length; g++) {
      assertArrayEquals(expected[g], actual[g], tolerance);
    }
  }

  private static long withoutSignal(double[][] rewards) {
    return Arrays.stream(rewards).filter(group -> !GroupAdvantages.hasSignal(group)).count();
  }
}
