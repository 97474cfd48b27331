package io.github.rrm4j.rollout;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RepetitionTest {

  /** The length at which a circle is noticed; 0 where none is. */
  private static int closedAt(int repeats, int[] tokens) {
    Repetition repetition = new Repetition(repeats);
    for (int length = 1; length <= tokens.length; length++) {
      if (repetition.closes(tokens, length)) {
        return length;
      }
    }
    return 0;
  }

  private static int[] circle(int before, int period, int tokens) {
    return IntStream.range(0, tokens)
        .map(i -> i < before ? 1000 + i : (i - before) % period)
        .toArray();
  }

  @Test
  void aPartThatComesAsOftenAsAllowedIsACircleAtItsLastToken() {
    assertEquals(5 + 3 * 10, closedAt(3, circle(5, 10, 80)));
    assertEquals(2 * 64, closedAt(2, circle(0, 64, 200)));
  }

  @Test
  void aShortPartMustHaveAHandfulOfTokensInAll() {
    assertEquals(7 + Repetition.LEAST, closedAt(4, circle(7, 1, 80)));
    assertEquals(0, closedAt(4, circle(7, 1, 7 + Repetition.LEAST - 1)));
  }

  @Test
  void aLongerPartThanIsLookedForIsNone() {
    assertEquals(0, closedAt(2, circle(0, Repetition.LONGEST + 1, 400)));
  }

  @Test
  void aPartThatDiffersInOneTokenEachTimeIsNone() {
    int[] tokens = circle(0, 10, 100);
    for (int i = 9; i < 100; i += 10) {
      tokens[i] = 500 + i;
    }
    assertEquals(0, closedAt(3, tokens));
  }

  @Test
  void tokensByChanceAreNone() {
    Random random = new Random(3);
    assertEquals(0, closedAt(2, random.ints(5000, 0, 4).toArray()));
  }

  @Test
  void withoutALimitNothingIsNoticed() {
    assertEquals(0, closedAt(0, circle(0, 2, 200)));
  }
}
