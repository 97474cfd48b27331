package io.github.rrm4j.statistics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class ClassificationTest {

  private static Classification of(int classes, int[]... items) {
    Classification classification = new Classification(classes);
    for (int[] item : items) {
      classification.add(item[0], item[1]);
    }
    return classification;
  }

  @Test
  void macroAveragesOfASmallTableAreThoseOfTheHand() {
    Classification c =
        of(2, new int[][] {{0, 0}, {0, 0}, {0, 1}, {1, 1}, {1, 1}, {1, 1}, {1, 0}, {1, 1}});
    assertEquals(6.0 / 8, c.accuracy(), 1e-12);
    assertEquals((2.0 / 3 + 4.0 / 5) / 2, c.macroPrecision(), 1e-12);
    assertEquals((2.0 / 3 + 4.0 / 5) / 2, c.macroRecall(), 1e-12);
    assertEquals((2.0 / 3 + 4.0 / 5) / 2, c.macroF1(), 1e-12);
  }

  @Test
  void aClassThatIsNeverPredictedHasPrecisionAndF1Zero() {
    Classification c = of(3, new int[][] {{0, 1}, {1, 1}, {2, 2}});
    assertEquals(2.0 / 3, c.accuracy(), 1e-12);
    assertEquals((0 + 0.5 + 1) / 3, c.macroPrecision(), 1e-12);
    assertEquals((0 + 1.0 + 1) / 3, c.macroRecall(), 1e-12);
    assertEquals((0 + 2.0 / 3 + 1) / 3, c.macroF1(), 1e-12);
  }

  @Test
  void aJudgeWithoutTiesCannotPassTwoThirdsOverThreeClasses() {
    Classification c = of(3, new int[][] {{0, 1}, {1, 1}, {1, 1}, {2, 2}});
    assertEquals(2.0 / 3, c.macroRecall(), 1e-12);
  }

  @Test
  void anUnreadablePredictionIsAMissAndNoPrediction() {
    Classification c = of(2, new int[][] {{0, 0}, {0, -1}, {1, 1}});
    assertEquals(2.0 / 3, c.accuracy(), 1e-12);
    assertEquals(1, c.macroPrecision(), 1e-12);
    assertEquals(0.75, c.macroRecall(), 1e-12);
    assertEquals((2.0 / 3 + 1) / 2, c.macroF1(), 1e-12);
  }
}
