package io.github.rrm4j.checkpoints;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RetentionTest {

  /** Steps 10, 20, ... with these scores; NaN stands for a step without one. */
  private static SortedMap<Long, OptionalDouble> scores(double... scores) {
    SortedMap<Long, OptionalDouble> map = new TreeMap<>();
    for (double score : scores) {
      map.put(
          10L * (map.size() + 1),
          Double.isNaN(score) ? OptionalDouble.empty() : OptionalDouble.of(score));
    }
    return map;
  }

  @Test
  void theLastOnesStay() {
    assertEquals(Set.of(40L, 50L), new Retention(2, 0, 0).kept(scores(5, 4, 3, 2, 1)));
  }

  @Test
  void theNewestStaysEvenWhenNothingIsKept() {
    assertEquals(Set.of(30L), new Retention(0, 0, 0).kept(scores(3, 2, 1)));
  }

  @Test
  void theBestOnesStayBesideTheLast() {
    assertEquals(Set.of(20L, 30L, 50L), new Retention(1, 2, 0).kept(scores(1, 9, 8, 2, 3)));
  }

  @Test
  void aTieKeepsTheNewer() {
    assertEquals(Set.of(30L, 40L), new Retention(1, 1, 0).kept(scores(7, 7, 7, 1)));
  }

  @Test
  void negativeScoresAreOrderedAsNumbers() {
    assertEquals(Set.of(20L, 30L), new Retention(1, 1, 0).kept(scores(-3, -1, -2)));
  }

  @Test
  void aStepWithoutAScoreIsNeverAmongTheBest() {
    assertEquals(Set.of(20L, 30L), new Retention(1, 3, 0).kept(scores(Double.NaN, -1, Double.NaN)));
  }

  @Test
  void theRegularOnesStay() {
    assertEquals(Set.of(20L, 40L, 50L), new Retention(1, 0, 20).kept(scores(1, 2, 3, 4, 5)));
  }

  @Test
  void negativeNumbersAreRefused() {
    assertThrows(IllegalArgumentException.class, () -> new Retention(-1, 0, 0));
    assertThrows(IllegalArgumentException.class, () -> new Retention(1, -1, 0));
    assertThrows(IllegalArgumentException.class, () -> new Retention(1, 0, -1));
  }
}
