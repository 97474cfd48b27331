package io.github.rrm4j.rewards.tournament;

import io.github.rrm4j.contracts.Key;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

/**
 * Who is the best of some players, as far as their games say: draws of the strengths from their
 * normal approximation.
 *
 * @param strengths (draws, players), nats
 * @param best (draws), the strongest player of each draw
 */
record TopBelief(double[][] strengths, int[] best) {

  /** Draws; the standard error of a probability is 0.02 at most. */
  static final int DRAWS = 512;

  /**
   * @param key of the draws
   */
  static TopBelief of(BradleyTerry.Fit fit, Key key) {
    int players = fit.strengths().length;
    RealMatrix root =
        new CholeskyDecomposition(new Array2DRowRealMatrix(fit.covariance()), 1e-9, 1e-12).getL();
    double[][] strengths = new double[DRAWS][players];
    int[] best = new int[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      double[] noise = new double[players];
      for (int player = 0; player < players; player++) {
        noise[player] = key.gaussian((long) draw * players + player);
      }
      double[] away = root.operate(noise);
      for (int player = 0; player < players; player++) {
        strengths[draw][player] = fit.strengths()[player] + away[player];
        if (strengths[draw][player] > strengths[draw][best[draw]]) {
          best[draw] = player;
        }
      }
    }
    return new TopBelief(strengths, best);
  }

  private int players() {
    return strengths[0].length;
  }

  /** Draws in which each player is the best. */
  private int[] wins() {
    int[] wins = new int[players()];
    for (int one : best) {
      wins[one]++;
    }
    return wins;
  }

  /** The probability that the player is the best who most probably is. */
  double mostProbable() {
    int most = 0;
    for (int wins : wins()) {
      most = Math.max(most, wins);
    }
    return (double) most / best.length;
  }

  /** What the outcome of a match is expected to say about who is the best, in nats. */
  double information(Match match) {
    double[] sums = new double[players()];
    double all = 0;
    for (int draw = 0; draw < best.length; draw++) {
      double lead = strengths[draw][match.a()] - strengths[draw][match.b()];
      double win = 1 / (1 + Math.exp(-lead));
      sums[best[draw]] += win;
      all += win;
    }
    int[] wins = wins();
    double information = entropy(all / best.length);
    for (int player = 0; player < sums.length; player++) {
      if (wins[player] > 0) {
        information -= (double) wins[player] / best.length * entropy(sums[player] / wins[player]);
      }
    }
    return information;
  }

  /** Of a coin that falls on one side with probability p, in nats. */
  private static double entropy(double p) {
    return p <= 0 || p >= 1 ? 0 : -p * Math.log(p) - (1 - p) * Math.log(1 - p);
  }
}
