package io.github.rrm4j.rewards.group;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.rewards.tournament.ScoredMatch;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;

/**
 * {@code A_i = mean_j d_ij / sqrt(sum d^2 / (2 G (G - 1)))}, where {@code d_ij} is 1 for a win of i
 * against j, -1 for a loss, 0 for a draw and for j = i; the sum is over ordered pairs.
 *
 * <p>With {@code d_ij = r_i - r_j} the root is the sample standard deviation of the rewards and the
 * whole is GRPO's advantage (Shao et al. 2024): so it is taken as an advantage as it is, not
 * divided by a spread once more. With n = 8 and every game decided, the player who wins all has
 * {@code 7/8 sqrt(2)}.
 *
 * <p>Where matches are missing, G is the number of players with a game; a player's mean is {@code
 * (G - 1) / G} times that over its games, and the mean of {@code d^2} is over the games that there
 * are. Without missing matches that is the formula. All games drawn give zeros.
 */
public record PairwiseAdvantage() implements MatchReward {

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
