package io.github.rrm4j.rewards.group;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.rewards.tournament.ScoredMatch;
import java.util.List;
import java.util.OptionalDouble;

/**
 * {@code (wins - losses) / matches}, where everyone meets everyone: from -1 to 1. A draw is a match
 * that is neither.
 */
public record NetWins() implements MatchReward {

  @Override
  public List<OptionalDouble> of(int players, List<ScoredMatch> games, Key key) {
    int[] count = MatchReward.games(players, games);
    double[] net = MatchReward.net(players, games);
    for (int player = 0; player < players; player++) {
      net[player] /= Math.max(1, count[player]);
    }
    return MatchReward.known(net, count);
  }
}
