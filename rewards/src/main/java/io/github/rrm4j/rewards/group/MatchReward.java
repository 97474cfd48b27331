package io.github.rrm4j.rewards.group;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.rewards.tournament.Elo;
import io.github.rrm4j.rewards.tournament.Match;
import io.github.rrm4j.rewards.tournament.Schedule;
import io.github.rrm4j.rewards.tournament.Schedule.OneOpponent;
import io.github.rrm4j.rewards.tournament.Schedule.RandomOpponents;
import io.github.rrm4j.rewards.tournament.Schedule.RoundRobin;
import io.github.rrm4j.rewards.tournament.ScoredMatch;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** Which responses of a group meet, and what each is worth after the games. */
public sealed interface MatchReward {

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
    return IntStream.range(0, values.length)
        .mapToObj(i -> games[i] > 0 ? OptionalDouble.of(values[i]) : OptionalDouble.empty())
        .toList();
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
  record EloReward(int opponents, double k, int orders) implements MatchReward {

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

  /**
   * 1 for a win against one opponent, drawn from the group, else 0.
   *
   * <p>Source: a cheaper reward in the code of Guo et al. 2025. Ours: the opponent itself, which
   * has a game with everyone, gets the share of them that it won.
   */
  record OpponentReward() implements MatchReward {

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

  /**
   * {@code (wins - losses) / matches}, where everyone meets everyone: from -1 to 1. A draw is a
   * match that is neither.
   */
  record NetWins() implements MatchReward {

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

  /**
   * {@code A_i = mean_j d_ij / sqrt(sum d^2 / (2 G (G - 1)))}, where {@code d_ij} is 1 for a win of
   * i against j, -1 for a loss, 0 for a draw and for j = i; the sum is over ordered pairs.
   *
   * <p>With {@code d_ij = r_i - r_j} the root is the sample standard deviation of the rewards and
   * the whole is GRPO's advantage (Shao et al. 2024): so it is taken as an advantage as it is, not
   * divided by a spread once more. With n = 8 and every game decided, the player who wins all has
   * {@code 7/8 sqrt(2)}.
   *
   * <p>Where matches are missing, G is the number of players with a game; a player's mean is {@code
   * (G - 1) / G} times that over its games, and the mean of {@code d^2} is over the games that
   * there are. Without missing matches that is the formula. All games drawn give zeros.
   */
  record PairwiseAdvantage() implements MatchReward {

    @Override
    public List<OptionalDouble> of(int players, List<ScoredMatch> games, Key key) {
      int[] count = MatchReward.games(players, games);
      double[] net = MatchReward.net(players, games);
      double group = Arrays.stream(count).filter(own -> own > 0).count();
      double decided = games.stream().filter(game -> !game.draw()).count();
      // A game is two ordered pairs, above and below the line.
      double spread = Math.sqrt(decided / (2 * Math.max(1, games.size())));
      for (int player = 0; player < players; player++) {
        double mean = net[player] / Math.max(1, count[player]) * (group - 1) / Math.max(1, group);
        net[player] = spread == 0 ? 0 : mean / spread;
      }
      return MatchReward.known(net, count);
    }
  }

  /** What becomes of a match of which no judgement can be read. */
  enum Unreadable {
    /** It is left out: neither player won, lost or drew. */
    MASK,
    /**
     * It is a draw.
     *
     * <p>Source: the code of Guo et al. 2025. A judge that fails pulls both players to the middle.
     */
    DRAW;

    /**
     * The games that count.
     *
     * @param games in which an unreadable match is a draw
     * @param readable whether a judgement of a match can be read
     */
    public List<ScoredMatch> counted(List<ScoredMatch> games, Predicate<Match> readable) {
      return switch (this) {
        case MASK -> games.stream().filter(game -> readable.test(game.match())).toList();
        case DRAW -> games;
      };
    }
  }
}
