package io.github.rrm4j.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class PairTest {

  private final Pair pair = new Pair("a", "math", "2+2?", "5", "4", Side.SECOND);

  @Test
  void theBetterResponseFollowsTheGold() {
    assertEquals("4", pair.chosen());
    assertEquals("5", pair.rejected());
  }

  @Test
  void swappingExchangesTheResponsesAndFlipsTheGold() {
    assertEquals(new Pair("a", "math", "2+2?", "4", "5", Side.FIRST), pair.swapped());
    assertEquals(pair.chosen(), pair.swapped().chosen());
    assertEquals(pair, pair.swapped().swapped());
  }

  @Test
  void sidesAreNumberedAsInPrompts() {
    assertEquals(1, Side.FIRST.number());
    assertEquals(2, Side.FIRST.other().number());
    assertEquals(Side.FIRST, Side.SECOND.other());
  }
}
