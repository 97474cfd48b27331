package io.github.rrm4j.rewards.tournament;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.statistics.Interval;
import io.github.rrm4j.statistics.IntervalMethod;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.NormalDistribution;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.inverse.InvertMatrix;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Strengths theta such that a beats b with probability {@code 1 / (1 + exp(theta_b - theta_a))}, by
 * maximum likelihood. A draw counts as half a win of each.
 *
 * <p>Source: Bradley and Terry 1952; existence: Ford 1957 (in every division of the players into
 * two parts, someone of each has beaten someone of the other). Newton's method with halved steps;
 * the log-likelihood is concave.
 *
 * <p>Few games of few players rarely meet Ford's condition: whoever never lost would be infinitely
 * strong. So each player also has {@code prior} draws against a player of strength 0, which makes
 * the strengths finite and unique. With prior 0 it is the plain estimate with mean 0.
 *
 * @param prior number of draws, 0 or more; need not be whole
 */
public record BradleyTerry(double prior) implements Rating {

  private static final int MOST_STEPS = 200;
  private static final double TOLERANCE = 1e-10;

  /**
   * @throws InvalidInput if the prior is negative
   */
  public BradleyTerry {
    if (!(prior >= 0 && Double.isFinite(prior))) {
      throw new InvalidInput("bradley-terry: the prior is " + prior + ", must be 0 or more");
    }
  }

  /**
   * Estimated strengths.
   *
   * @param strengths theta, (players), in nats
   * @param covariance of the strengths, the inverse of the observed information, (players, players)
   */
  public record Fit(double[] strengths, double[][] covariance) {

    /** The interval of a strength by its normal approximation. */
    public Interval interval(int player, double confidence) {
      return around(strengths[player], covariance[player][player], confidence);
    }

    /** The interval of the lead of one player over another. */
    public Interval lead(int one, int other, double confidence) {
      double variance =
          covariance[one][one] + covariance[other][other] - 2 * covariance[one][other];
      return around(strengths[one] - strengths[other], variance, confidence);
    }

    private static Interval around(double estimate, double variance, double confidence) {
      double z = new NormalDistribution().inverseCumulativeProbability((1 + confidence) / 2);
      double half = z * Math.sqrt(Math.max(0, variance));
      return new Interval(estimate - half, estimate + half, IntervalMethod.NORMAL);
    }
  }

  @Override
  public double[] of(int players, List<List<ScoredMatch>> rounds) {
    return fit(players, Rating.games(rounds)).strengths();
  }

  /**
   * @throws InvalidInput if there is no prior and the games have no maximum likelihood
   */
  public Fit fit(int players, List<ScoredMatch> games) {
    double[][] wins = wins(players, games);
    if (prior == 0 && !(connected(wins, false) && connected(wins, true))) {
      throw InvalidInput.of(
          "bradley-terry: %d games of %d players have no maximum likelihood (some won or lost all games against the others), must have one without a prior; take a prior above 0",
          games.size(), players);
    }
    INDArray w = Nd4j.createFromArray(wins); // (players, players)
    INDArray theta = Nd4j.zeros(DataType.DOUBLE, players); // (players)
    double likelihood = likelihood(theta, w);
    for (int step = 0; step < MOST_STEPS; step++) {
      INDArray direction = covariance(theta, w).mmul(gradient(theta, w)); // (players)
      double size = 1;
      INDArray next = theta.add(direction);
      while (likelihood(next, w) < likelihood && size > 1e-12) {
        size /= 2;
        next = theta.add(direction.mul(size));
      }
      theta = next;
      likelihood = likelihood(theta, w);
      if (direction.amaxNumber().doubleValue() * size < TOLERANCE) {
        break;
      }
    }
    return new Fit(theta.toDoubleVector(), covariance(theta, w).toDoubleMatrix());
  }

  private static double[][] wins(int players, List<ScoredMatch> games) {
    double[][] wins = new double[players][players];
    for (ScoredMatch game : games) {
      wins[game.match().a()][game.match().b()] += game.score();
      wins[game.match().b()][game.match().a()] += 1 - game.score();
    }
    return wins;
  }

  /** Whether player 0 reaches everyone from winner to loser, or from loser to winner. */
  private static boolean connected(double[][] wins, boolean fromLoser) {
    boolean[] reached = new boolean[wins.length];
    reached[0] = true;
    for (int pass = 0; pass < wins.length; pass++) {
      for (int i = 0; i < wins.length; i++) {
        for (int j = 0; j < wins.length; j++) {
          reached[j] |= reached[i] && (fromLoser ? wins[j][i] : wins[i][j]) > 0;
        }
      }
    }
    return IntStream.range(0, reached.length).allMatch(player -> reached[player]);
  }

  /** P(i beats j). Shapes: (players) to (players, players). */
  private static INDArray probabilities(INDArray theta) {
    long n = theta.length();
    INDArray row = theta.reshape(1, n);
    INDArray column = theta.reshape(n, 1);
    INDArray lead = column.broadcast(n, n).sub(row.broadcast(n, n)); // (players, players)
    return Transforms.sigmoid(lead, true);
  }

  private double likelihood(INDArray theta, INDArray w) {
    // The diagonal of w is 0. Probabilities are floored: log 0 times 0 wins must be 0.
    INDArray p = Transforms.max(probabilities(theta), 1e-300, true);
    double games = Transforms.log(p, true).muli(w).sumNumber().doubleValue();
    INDArray own = Transforms.sigmoid(theta, true); // (players), against the player of strength 0
    INDArray draws = Transforms.log(own.mul(own.rsub(1.0)), true);
    return games + prior / 2 * draws.sumNumber().doubleValue();
  }

  private INDArray gradient(INDArray theta, INDArray w) {
    INDArray games = w.add(w.transpose()); // (players, players)
    INDArray surplus = w.sub(games.mul(probabilities(theta))).sum(1); // (players)
    return surplus.addi(Transforms.sigmoid(theta, true).rsub(0.5).muli(prior));
  }

  /** The inverse of the negative Hessian, where the strengths sum to 0 if there is no prior. */
  private INDArray covariance(INDArray theta, INDArray w) {
    long n = theta.length();
    INDArray p = probabilities(theta);
    INDArray weight = w.add(w.transpose()).muli(p.mul(p.rsub(1.0))); // (players, players)
    INDArray own = Transforms.sigmoid(theta, true);
    INDArray diagonal = weight.sum(1).addi(own.mul(own.rsub(1.0)).muli(prior)); // (players)
    INDArray information = Nd4j.diag(diagonal).subi(weight); // (players, players)
    if (prior > 0) {
      return InvertMatrix.invert(information, false);
    }
    // Singular along (1, ..., 1): that direction is filled, and taken out of the inverse.
    return InvertMatrix.invert(information.addi(1.0 / n), false).subi(1.0 / n);
  }
}
