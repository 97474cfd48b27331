package io.github.rrm4j.trainer.rewardmodel;

/**
 * The loss of a reward model on a pair whose better response has the score c and whose other one
 * has the score r:
 *
 * <pre>
 *   d = c - r - margin
 *   loss = -(1 - smoothing) log sigma(d) - smoothing log sigma(-d) + centre (c + r)^2
 * </pre>
 *
 * <p>With everything at 0 it is -log sigma(c - r), the negative log-likelihood of the Bradley-Terry
 * model.
 *
 * <p>Source: Ouyang et al. 2022, equation 1; the margin is that of Touvron et al. 2023 ("Llama 2"),
 * the centring that of Eisenstein et al. 2023 ("Helping or Herding?"), equation 2, as TRL's {@code
 * center_rewards_coefficient} has it.
 *
 * @param margin by how much the better response is to lead
 * @param smoothing probability that a label is wrong, in [0, 0.5)
 * @param centre weight of what holds the mean of the scores at 0; differences alone do not
 */
public record BradleyTerryLoss(double margin, double smoothing, double centre) {

  /**
   * The loss of a pair and its gradient.
   *
   * @param value nats, and the centring
   * @param byChosen derivative by the better response's score
   * @param byRejected derivative by the other one's
   */
  public record Term(double value, double byChosen, double byRejected) {}

  public Term of(double chosen, double rejected) {
    double d = chosen - rejected - margin;
    double sum = chosen + rejected;
    double value = (1 - smoothing) * softplus(-d) + smoothing * softplus(d) + centre * sum * sum;
    double byDifference = 1 / (1 + Math.exp(-d)) - (1 - smoothing);
    double bySum = 2 * centre * sum;
    return new Term(value, byDifference + bySum, bySum - byDifference);
  }

  /** log(1 + e^x) = -log sigma(-x), which does not overflow. */
  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }
}
