package io.github.rrm4j.rewards.group;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.rewards.tournament.Elo;
import io.github.rrm4j.rewards.tournament.RandomOpponents;
import io.github.rrm4j.rewards.tournament.RoundRobin;
import io.github.rrm4j.rewards.tournament.Schedule;
import io.github.rrm4j.rewards.tournament.ScoredMatch;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * {@code (elo - 1000) / 200 + 0.5} after games with m random opponents.
 *
 * <p>Source: the reward of Guo et al. 2025 for a policy: 8 responses, 4 opponents each in random
 * order, sequential Elo from 1000. K = 30 is ours.
 *
 * @param opponents m; 0 lets everyone meet everyone
 * @param k K, points at stake in a game
 * @param orders over which the rating is averaged; 0 rates the games as they were played
 */
public record EloReward(int opponents, double k, int orders) implements MatchReward {

  /**
   * @throws InvalidInput if a number is out of its range
   */
  public EloReward {
    if (opponents < 0) {
      throw new InvalidInput("elo reward: has " + opponents + " opponents, must be 0 or more");
    }
    new Elo(k, orders, Key.of(0, "check")); // refuses what no rating can have
  }

  @Override
  public Schedule schedule(Key key) {
    return opponents == 0 ? new RoundRobin(key) : new RandomOpponents(opponents, key);
  }

  @Override
  public List<OptionalDouble> of(int players, List<ScoredMatch> games, Key key) {
    double[] ratings = new Elo(k, orders, key.with("elo")).of(players, List.of(games));
    double[] rewards = Arrays.stream(ratings).map(Elo::reward).toArray();
    return MatchReward.known(rewards, MatchReward.games(players, games));
  }
}
