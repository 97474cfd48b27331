package io.github.rrm4j.trainer.dpo;

import io.github.rrm4j.contracts.InvalidInput;

/**
 * The loss of one preference pair and its slope, by the margin
 *
 * <pre>
 *   h = (log pi(chosen) - log ref(chosen)) - (log pi(rejected) - log ref(rejected))
 * </pre>
 *
 * where pi is the policy and the log-probs are sums over the tokens of a response, in nats.
 */
public sealed interface PreferenceLoss {

  /** The weight of the reference in the loss; the reward of a response is beta times its ratio. */
  double beta();

  /** The loss of a pair with margin {@code h}. */
  double value(double h);

  /** Its derivative by {@code h}. */
  double slope(double h);

  /**
   * {@code -(1 - e) log sigma(beta h) - e log sigma(-beta h)}.
   *
   * <p>Source: Rafailov et al. 2023, "Direct Preference Optimization", equation 7; with e above 0
   * Mitchell 2023, "A note on DPO with noisy preferences", equation 3.
   *
   * @param labelSmoothing e: the probability that a label is the wrong way round, in [0, 0.5)
   */
  record Sigmoid(double beta, double labelSmoothing) implements PreferenceLoss {

    /**
     * @throws InvalidInput if beta is not above 0, or the smoothing is out of its range
     */
    public Sigmoid {
      check(beta);
      if (!(labelSmoothing >= 0 && labelSmoothing < 0.5)) {
        throw new InvalidInput(
            "dpo: label_smoothing is " + labelSmoothing + ", must be in [0, 0.5)");
      }
    }

    @Override
    public double value(double h) {
      return (1 - labelSmoothing) * softplus(-beta * h) + labelSmoothing * softplus(beta * h);
    }

    @Override
    public double slope(double h) {
      return -beta
          * ((1 - labelSmoothing) * sigmoid(-beta * h) - labelSmoothing * sigmoid(beta * h));
    }

    /** {@code log(1 + exp(x)) = -log sigma(-x)}, without overflow. */
    private static double softplus(double x) {
      return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
    }

    private static double sigmoid(double x) {
      return x >= 0 ? 1 / (1 + Math.exp(-x)) : Math.exp(x) / (1 + Math.exp(x));
    }
  }

  /**
   * {@code (h - 1 / (2 beta))^2}: the margin has a goal, so that sure labels cannot drive it
   * without end.
   *
   * <p>Source: Azar et al. 2023, "A General Theoretical Paradigm to Understand Learning from Human
   * Preferences", equation 17, with beta for tau. Differs from TRL, which takes the mean over the
   * tokens of a response where the paper has the sum.
   */
  record Ipo(double beta) implements PreferenceLoss {

    /**
     * @throws InvalidInput if beta is not above 0
     */
    public Ipo {
      check(beta);
    }

    @Override
    public double value(double h) {
      return (h - 1 / (2 * beta)) * (h - 1 / (2 * beta));
    }

    @Override
    public double slope(double h) {
      return 2 * (h - 1 / (2 * beta));
    }
  }

  private static void check(double beta) {
    if (!(beta > 0 && Double.isFinite(beta))) {
      throw new InvalidInput("dpo: beta is " + beta + ", must be above 0");
    }
  }
}
