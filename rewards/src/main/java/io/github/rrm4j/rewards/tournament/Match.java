package io.github.rrm4j.rewards.tournament;

/**
 * Two players of a query, in no order: {@code a} is the smaller index.
 *
 * @param a a player
 * @param b a player with a larger index
 */
public record Match(int a, int b) {

  /**
   * @throws IllegalArgumentException unless 0 &le; a &lt; b
   */
  public Match {
    if (a < 0 || a >= b) {
      throw new IllegalArgumentException("no match of players " + a + " and " + b);
    }
  }

  /** The match of two players, whichever is named first. */
  public static Match of(int one, int other) {
    return new Match(Math.min(one, other), Math.max(one, other));
  }
}
