package io.github.rrm4j.rewards.group;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.rewards.tournament.RoundRobin;
import io.github.rrm4j.rewards.tournament.Schedule;
import io.github.rrm4j.rewards.tournament.ScoredMatch;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** Which responses of a group meet, and what each is worth after the games. */
public sealed interface MatchReward permits EloReward, OpponentReward, NetWins, PairwiseAdvantage {

  /**
   * Who meets whom; everyone, unless the reward says otherwise.
   *
   * @param key of the group; the one that {@link #of} gets
   */
  default Schedule schedule(Key key) {
    return new RoundRobin(key);
  }

  /**
   * The rewards.
   *
   * @param players n
   * @param games those that count, in the order in which they were played
   * @param key of the group
   * @return (players); empty for a player without a game
   */
  List<OptionalDouble> of(int players, List<ScoredMatch> games, Key key);

  /** Games of each player. */
  static int[] games(int players, List<ScoredMatch> games) {
    int[] count = new int[players];
    for (ScoredMatch game : games) {
      count[game.match().a()]++;
      count[game.match().b()]++;
    }
    return count;
  }

  /** Values of the players that have a game. */
  static List<OptionalDouble> known(double[] values, int[] games) {
    List<OptionalDouble> known = new ArrayList<>();
    for (int player = 0; player < values.length; player++) {
      known.add(games[player] > 0 ? OptionalDouble.of(values[player]) : OptionalDouble.empty());
    }
    return known;
  }

  /** Wins less losses of each player; a draw is neither. */
  static double[] net(int players, List<ScoredMatch> games) {
    double[] net = new double[players];
    for (ScoredMatch game : games) {
      double d = 2 * game.score() - 1; // 1, 0 or -1, for player a
      net[game.match().a()] += d;
      net[game.match().b()] -= d;
    }
    return net;
  }
}
