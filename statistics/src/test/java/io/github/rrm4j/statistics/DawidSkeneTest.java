package io.github.rrm4j.statistics;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DawidSkeneTest {

  /** 24 items, four raters, three classes; a dot is no answer. */
  private static final int[][] ANSWERS =
      answers(
          "1.10 .001 2220 00.. 0000 .000 22.1 1121 211. 1120 0220 0.00 2201 11.1 1100 2212 0100"
              + " 2022 0011 0..0 2202 00.0 .022 2220");

  private static int[][] answers(String items) {
    return Stream.of(items.split(" "))
        .map(item -> item.chars().map(c -> c == '.' ? -1 : c - '0').toArray())
        .toArray(int[][]::new);
  }

  /** Numbers of 5,000 iterations of a program written apart from this one, in Python. */
  @Test
  void theFreeModelHasTheNumbersOfAnotherProgram() {
    DawidSkene fit = DawidSkene.free(ANSWERS, 3);
    assertArrayEquals(
        new double[] {0.36220533183554404, 0.25, 0.38779466816445596}, fit.prior(), 1e-7);
    assertArrayEquals(
        new double[] {0.902226693368724, 0.85319033958915, 0.63884704431224, 0.5412024941313548},
        fit.accuracies(),
        1e-7);
    assertArrayEquals(
        new double[] {0.9588067428519622, 0, 0.041193257148037676}, fit.truth()[5], 1e-7);
    assertTrue(fit.iterations() < 1000, fit.iterations() + " iterations");
  }

  @Test
  void theSymmetricModelHasTheNumbersOfAnotherProgram() {
    DawidSkene fit = DawidSkene.symmetric(ANSWERS, 3);
    assertArrayEquals(
        new double[] {1, 0.7743218886994718, 0.4789548823199439, 0.5674955353250968},
        fit.accuracies(),
        1e-7);
    assertArrayEquals(
        new double[] {0.9430304858563606, 0.028484757071819602, 0.028484757071819602},
        fit.truth()[5],
        1e-7);
  }

  /** By hand: two always agree and the third never does, so that it is always wrong. */
  @Test
  void whoNeverAgreesIsAlwaysWrong() {
    DawidSkene fit = DawidSkene.symmetric(answers("001 110 001 110"), 2);
    assertArrayEquals(new double[] {1, 1, 0}, fit.accuracies(), 1e-6);
    assertArrayEquals(new double[] {1, 0}, fit.truth()[0], 1e-6);
  }

  @Test
  void renamedClassesChangeNothingOfTheSymmetricModel() {
    Random random = new Random(1);
    int[][] answers = drawn(random, 300, 0.9, 0.8, 0.6);
    int[][] turned = new int[answers.length][];
    for (int item = 0; item < answers.length; item++) {
      boolean swap = random.nextBoolean();
      turned[item] = Arrays.stream(answers[item]).map(a -> swap ? 1 - a : a).toArray();
    }
    assertArrayEquals(
        DawidSkene.symmetric(answers, 2).accuracies(),
        DawidSkene.symmetric(turned, 2).accuracies(),
        1e-9);
  }

  @Test
  void agreementFindsTheAccuraciesOfIndependentRaters() {
    double[] accuracies = {0.9, 0.8, 0.65};
    DawidSkene fit = DawidSkene.symmetric(drawn(new Random(2), 20_000, accuracies), 2);
    assertArrayEquals(accuracies, fit.accuracies(), 0.02);
    assertEquals(0.5, fit.prior()[0]);
  }

  /** The truth is always class 0, which nobody knows. */
  private static int[][] drawn(Random random, int items, double... accuracies) {
    int[][] answers = new int[items][accuracies.length];
    for (int[] item : answers) {
      for (int rater = 0; rater < item.length; rater++) {
        item[rater] = random.nextDouble() < accuracies[rater] ? 0 : 1;
      }
    }
    return answers;
  }

  @Test
  void whatIsNoAnswerIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> DawidSkene.free(new int[0][0], 2));
    assertThrows(IllegalArgumentException.class, () -> DawidSkene.free(new int[][] {{2}}, 2));
    DawidSkene silent = DawidSkene.symmetric(new int[][] {{-1, -1}, {0, 0}}, 2);
    assertArrayEquals(new double[] {0.5, 0.5}, silent.truth()[0], 1e-12);
  }
}
