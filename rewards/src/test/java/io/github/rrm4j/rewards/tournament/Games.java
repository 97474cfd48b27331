package io.github.rrm4j.rewards.tournament;

/** Games with a known end. */
public final class Games {

  private Games() {}

  /** A game that player {@code winner} won against {@code loser}. */
  public static ScoredMatch won(int winner, int loser) {
    return new ScoredMatch(Match.of(winner, loser), winner < loser ? 1 : 0);
  }

  /** A game without a winner. */
  public static ScoredMatch drawn(int one, int other) {
    return new ScoredMatch(Match.of(one, other), 0.5);
  }

  /** How many pairs n players have. */
  public static int pairs(int players) {
    return players * (players - 1) / 2;
  }
}
