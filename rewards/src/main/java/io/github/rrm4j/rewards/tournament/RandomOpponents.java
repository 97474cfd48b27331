package io.github.rrm4j.rewards.tournament;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Each player draws m distinct opponents (all others where there are fewer), in one round and in
 * random order.
 *
 * <p>Two players who draw each other play once: a second game would be the same judgement counted
 * twice. So there are between {@code ceil(n m / 2)} and {@code n m} comparisons, {@code n (n - 1) /
 * 2 (1 - (1 - m / (n - 1))^2)} on average: 22.9 for n = 8, m = 4, where a round robin has 28.
 *
 * <p>Source: the reward of Guo et al. 2025 for a policy (8 rollouts, 4 random opponents each, in
 * random order). Differs: one game where two draw each other.
 *
 * @param opponents m, at least 1
 * @param key of the draws and of the order
 */
public record RandomOpponents(int opponents, Key key) implements Schedule {

  /**
   * @throws InvalidInput if there is no opponent
   */
  public RandomOpponents {
    if (opponents < 1) {
      throw new InvalidInput("tournament: has " + opponents + " opponents, must be at least 1");
    }
  }

  @Override
  public List<Match> round(int players, List<List<ScoredMatch>> played) {
    if (!played.isEmpty()) {
      return List.of();
    }
    Set<Match> drawn = new LinkedHashSet<>();
    for (int player = 0; player < players; player++) {
      int[] others = key.with("opponents").with(player).permutation(players - 1);
      for (int i = 0; i < Math.min(opponents, others.length); i++) {
        drawn.add(Match.of(player, others[i] + (others[i] >= player ? 1 : 0)));
      }
    }
    return RoundRobin.shuffled(new ArrayList<>(drawn), key.with("order"));
  }
}
