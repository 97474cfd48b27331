package io.github.rrm4j.rewards.tournament;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.rewards.tournament.Schedule.RoundRobin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Elo ratings: after each game, {@code R_a += K (S_a - E_a)} with {@code E_a = 1 / (1 + 10^((R_b -
 * R_a) / 400))}, and the same with the other sign for b, so that the mean stays at the start.
 *
 * <p>Source: Elo 1978, "The Rating of Chessplayers"; start 1000, base 10 and scale 400 as in the
 * code of Guo et al. 2025. K = 30 is our default: a player who wins all of 4 games ends near 1055.
 *
 * <p>Sequential ratings depend on the order of the games. With {@code orders} above 0 they are the
 * mean over that many random orders, which depends on the games alone.
 *
 * @param k K, points at stake in a game
 * @param orders 0 rates the games as they were played, once
 * @param key of the orders
 */
public record Elo(double k, int orders, Key key) implements Rating {

  /** The rating of everyone at the start, and the mean at every moment. */
  public static final double START = 1000;

  /** A lead of so many points is odds of 10 to 1. */
  public static final double SCALE = 400;

  /**
   * @throws InvalidInput if nothing is at stake, or the number of orders is negative
   */
  public Elo {
    if (!(k > 0 && Double.isFinite(k))) {
      throw new InvalidInput("elo: K is " + k + ", must be above 0");
    }
    if (orders < 0) {
      throw new InvalidInput("elo: is averaged over " + orders + " orders, must be 0 or more");
    }
  }

  /** The score that a player is expected to make. */
  public static double expected(double own, double other) {
    return 1 / (1 + Math.pow(10, (other - own) / SCALE));
  }

  /** The reward of a rating in the training of a policy: {@code (elo - 1000) / 200 + 0.5}. */
  public static double reward(double rating) {
    return (rating - START) / 200 + 0.5;
  }

  @Override
  public double[] of(int players, List<List<ScoredMatch>> rounds) {
    List<ScoredMatch> games = new ArrayList<>(Rating.games(rounds));
    if (orders == 0) {
      return sequential(players, games);
    }
    // The orders start from one that does not depend on how the games were scheduled.
    games.sort(
        Comparator.<ScoredMatch>comparingInt(game -> game.match().a())
            .thenComparingInt(game -> game.match().b()));
    double[] mean = new double[players];
    for (int order = 0; order < orders; order++) {
      double[] one = sequential(players, RoundRobin.shuffled(games, key.with(order)));
      for (int player = 0; player < players; player++) {
        mean[player] += one[player] / orders;
      }
    }
    return mean;
  }

  private double[] sequential(int players, List<ScoredMatch> games) {
    double[] rating = new double[players];
    Arrays.fill(rating, START);
    for (ScoredMatch game : games) {
      int a = game.match().a();
      int b = game.match().b();
      double change = k * (game.score() - expected(rating[a], rating[b]));
      rating[a] += change;
      rating[b] -= change;
    }
    return rating;
  }
}
