package io.github.rrm4j.rewards.tournament;

import io.github.rrm4j.contracts.Key;
import java.util.ArrayList;
import java.util.List;

/**
 * One player is drawn and meets all others, in one round: n - 1 comparisons.
 *
 * <p>Source: a cheaper reward in the code of Guo et al. 2025, one random opponent for a group.
 *
 * @param key of the draw
 */
public record OneOpponent(Key key) implements Schedule {

  /** The player whom all others meet. */
  public int drawn(int players) {
    return key.with("opponent").below(0, players);
  }

  @Override
  public List<Match> round(int players, List<List<ScoredMatch>> played) {
    if (!played.isEmpty() || players < 2) {
      return List.of();
    }
    int opponent = drawn(players);
    List<Match> matches = new ArrayList<>();
    for (int player = 0; player < players; player++) {
      if (player != opponent) {
        matches.add(Match.of(player, opponent));
      }
    }
    return matches;
  }
}
