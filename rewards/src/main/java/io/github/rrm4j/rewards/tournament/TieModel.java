package io.github.rrm4j.rewards.tournament;

/**
 * How likely a win, a loss and a draw are between two players whose strengths differ by d, in nats,
 * and with one number of ties for all players.
 *
 * <pre>
 *   Davidson:    win : loss : draw = exp(d/2) : exp(-d/2) : nu
 *   Rao-Kupper:  win = 1 / (1 + t exp(-d)), loss = 1 / (1 + t exp(d)), draw = (t^2 - 1) win loss
 * </pre>
 *
 * <p>Source: Davidson 1970, "On extending the Bradley-Terry model to accommodate ties in paired
 * comparison experiments"; Rao and Kupper 1967, "Ties in paired-comparison experiments: a
 * generalization of the Bradley-Terry model". Without draws (nu = 0, t = 1) both are Bradley and
 * Terry's.
 */
public enum TieModel {
  DAVIDSON {
    @Override
    Chances of(double d, double ties) {
      double win = Math.exp(d / 2);
      double loss = Math.exp(-d / 2);
      double all = win + loss + ties;
      return new Chances(win / all, loss / all, ties / all);
    }

    @Override
    double slope(Chances p, double wins, double losses, double draws) {
      return (wins - losses - (wins + losses + draws) * (p.win() - p.loss())) / 2;
    }

    @Override
    double curvature(Chances p, double wins, double losses, double draws) {
      double lead = p.win() - p.loss();
      return (wins + losses + draws) * (p.win() + p.loss() - lead * lead) / 4;
    }

    @Override
    double ties(double size) {
      return size;
    }
  },
  RAO_KUPPER {
    @Override
    Chances of(double d, double ties) {
      double win = 1 / (1 + ties * Math.exp(-d));
      double loss = 1 / (1 + ties * Math.exp(d));
      return new Chances(win, loss, (ties * ties - 1) * win * loss);
    }

    @Override
    double slope(Chances p, double wins, double losses, double draws) {
      return (wins + draws) * (1 - p.win()) - (losses + draws) * (1 - p.loss());
    }

    @Override
    double curvature(Chances p, double wins, double losses, double draws) {
      return (wins + draws) * p.win() * (1 - p.win())
          + (losses + draws) * p.loss() * (1 - p.loss());
    }

    @Override
    double ties(double size) {
      return 1 + size;
    }
  };

  /** Probabilities that sum to 1. */
  public record Chances(double win, double loss, double draw) {}

  /**
   * The chances of a player.
   *
   * @param d strength of the player minus that of the other one
   * @param ties nu or t
   */
  abstract Chances of(double d, double ties);

  /** The derivative by d of the log-likelihood of some games. */
  abstract double slope(Chances p, double wins, double losses, double draws);

  /** Minus the second derivative. */
  abstract double curvature(Chances p, double wins, double losses, double draws);

  /**
   * The number of ties of a size above 0, in which a search goes.
   *
   * @param size 0 has no draws
   */
  abstract double ties(double size);
}
