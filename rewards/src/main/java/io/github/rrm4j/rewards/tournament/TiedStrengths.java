package io.github.rrm4j.rewards.tournament;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.rewards.tournament.TieModel.Chances;
import java.util.List;
import org.apache.commons.math3.linear.Array2DRowRealMatrix;
import org.apache.commons.math3.linear.ArrayRealVector;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.RealMatrix;
import org.apache.commons.math3.linear.RealVector;
import org.apache.commons.math3.optim.MaxEval;
import org.apache.commons.math3.optim.nonlinear.scalar.GoalType;
import org.apache.commons.math3.optim.univariate.BrentOptimizer;
import org.apache.commons.math3.optim.univariate.SearchInterval;
import org.apache.commons.math3.optim.univariate.UnivariateObjectiveFunction;

/**
 * Strengths by maximum likelihood where a draw is an outcome of its own, and not half a win of
 * each: two players who draw are close to each other, whatever their games against others say.
 *
 * <p>The strengths are those of Newton's method for each number of ties, and that number the one
 * with the highest likelihood. As in {@link BradleyTerry} each player also has {@code prior} games
 * against a player of strength 0, half of which are won, in which nothing is drawn: without them,
 * whoever never lost would be infinitely strong.
 *
 * @param model of draws
 * @param prior number of games, above 0; need not be whole
 */
public record TiedStrengths(TieModel model, double prior) implements Rating {

  private static final int MOST_STEPS = 200;
  private static final double TOLERANCE = 1e-10;
  private static final double SMALLEST = 1e-6;
  private static final double LARGEST = 1e6;

  /**
   * @throws InvalidInput if the prior is not above 0
   */
  public TiedStrengths {
    if (!(prior > 0 && Double.isFinite(prior))) {
      throw new InvalidInput(
          "ties: the prior is "
              + prior
              + ", must be above 0 with davidson and rao-kupper; raise it");
    }
  }

  /**
   * Estimated strengths.
   *
   * @param strengths (players), in nats
   * @param ties nu of Davidson, t of Rao and Kupper; {@value #LARGEST} where all games are drawn
   * @param likelihood the log-likelihood of the games and the prior, in nats
   */
  public record Fit(double[] strengths, double ties, double likelihood) {}

  /** The games: {@code wins[a][b]} that a won against b, and draws, (players, players). */
  private record Games(double[][] wins, double[][] draws, boolean anyDraw) {}

  @Override
  public double[] of(int players, List<List<ScoredMatch>> rounds) {
    return fit(players, Rating.games(rounds)).strengths();
  }

  /** The strengths and the number of ties with the highest likelihood. */
  public Fit fit(int players, List<ScoredMatch> games) {
    Games counted = count(players, games);
    if (!counted.anyDraw()) {
      return strengths(counted, model.ties(0));
    }
    double size =
        new BrentOptimizer(1e-10, 1e-12)
            .optimize(
                new MaxEval(1000),
                GoalType.MAXIMIZE,
                new SearchInterval(Math.log(SMALLEST), Math.log(LARGEST)),
                new UnivariateObjectiveFunction(
                    log -> strengths(counted, model.ties(Math.exp(log))).likelihood()))
            .getPoint();
    return strengths(counted, model.ties(Math.exp(size)));
  }

  private static Games count(int players, List<ScoredMatch> games) {
    double[][] wins = new double[players][players];
    double[][] draws = new double[players][players];
    boolean any = false;
    for (ScoredMatch game : games) {
      int a = game.match().a();
      int b = game.match().b();
      any |= game.draw();
      if (game.draw()) {
        draws[a][b]++;
        draws[b][a]++;
      } else if (game.score() == 1) {
        wins[a][b]++;
      } else {
        wins[b][a]++;
      }
    }
    return new Games(wins, draws, any);
  }

  /** The best strengths under a number of ties; the log-likelihood is concave in them. */
  private Fit strengths(Games games, double ties) {
    RealVector theta = new ArrayRealVector(games.wins().length);
    double likelihood = likelihood(theta, games, ties);
    for (int step = 0; step < MOST_STEPS; step++) {
      RealVector direction = direction(theta, games, ties);
      double size = 1;
      RealVector next = theta.add(direction);
      while (likelihood(next, games, ties) < likelihood && size > 1e-12) {
        size /= 2;
        next = theta.add(direction.mapMultiply(size));
      }
      theta = next;
      likelihood = likelihood(theta, games, ties);
      if (direction.getLInfNorm() * size < TOLERANCE) {
        break;
      }
    }
    return new Fit(theta.toArray(), ties, likelihood);
  }

  private double likelihood(RealVector theta, Games games, double ties) {
    double sum = 0;
    for (int i = 0; i < theta.getDimension(); i++) {
      double own = theta.getEntry(i);
      sum -= prior / 2 * (softplus(own) + softplus(0 - own));
      for (int j = 0; j < i; j++) {
        Chances p = model.of(own - theta.getEntry(j), ties);
        sum += part(games.wins()[i][j], p.win());
        sum += part(games.wins()[j][i], p.loss());
        sum += part(games.draws()[i][j], p.draw());
      }
    }
    return sum;
  }

  private static double part(double games, double chance) {
    return games == 0 ? 0 : games * Math.log(Math.max(chance, Double.MIN_NORMAL));
  }

  /** log(1 + exp(x)). */
  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(0 - Math.abs(x)));
  }

  /** Newton's step. */
  private RealVector direction(RealVector theta, Games games, double ties) {
    int n = theta.getDimension();
    RealVector gradient = new ArrayRealVector(n);
    RealMatrix information = new Array2DRowRealMatrix(n, n);
    for (int i = 0; i < n; i++) {
      double own = 1 / (1 + Math.exp(0 - theta.getEntry(i)));
      gradient.addToEntry(i, prior * (0.5 - own));
      information.addToEntry(i, i, prior * own * (1 - own));
      for (int j = 0; j < n; j++) {
        double wins = games.wins()[i][j];
        double losses = games.wins()[j][i];
        double draws = games.draws()[i][j];
        Chances p = model.of(theta.getEntry(i) - theta.getEntry(j), ties);
        double weight = model.curvature(p, wins, losses, draws);
        gradient.addToEntry(i, model.slope(p, wins, losses, draws));
        information.addToEntry(i, i, weight);
        information.addToEntry(i, j, 0 - weight);
      }
    }
    return new LUDecomposition(information).getSolver().solve(gradient);
  }
}
