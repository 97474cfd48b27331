package io.github.rrm4j.rewards.group;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.rewards.tournament.OneOpponent;
import io.github.rrm4j.rewards.tournament.Schedule;
import io.github.rrm4j.rewards.tournament.ScoredMatch;
import java.util.List;
import java.util.OptionalDouble;

/**
 * 1 for a win against one opponent, drawn from the group, else 0.
 *
 * <p>Source: a cheaper reward in the code of Guo et al. 2025. Ours: the opponent itself, which has
 * a game with everyone, gets the share of them that it won.
 */
public record OpponentReward() implements MatchReward {

  @Override
  public Schedule schedule(Key key) {
    return new OneOpponent(key);
  }

  @Override
  public List<OptionalDouble> of(int players, List<ScoredMatch> games, Key key) {
    int[] count = MatchReward.games(players, games);
    double[] won = new double[players];
    for (ScoredMatch game : games) {
      if (!game.draw()) {
        int winner = game.score() == 1 ? game.match().a() : game.match().b();
        won[winner] += 1.0 / count[winner];
      }
    }
    return MatchReward.known(won, count);
  }
}
