package io.github.rrm4j.rewards;

import io.github.rrm4j.contracts.InvalidInput;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegrator;
import org.apache.commons.math3.analysis.integration.gauss.GaussIntegratorFactory;
import org.apache.commons.math3.distribution.BetaDistribution;
import org.apache.commons.math3.special.Beta;

/**
 * When enough votes on a pair are in: as soon as it is probable enough which response the judge
 * prefers, were it asked for ever.
 *
 * <pre>
 *   a votes for the first response, b for the second, in one order; p ~ uniform on [0, 1] before:
 *     p | a, b  ~  Beta(1 + a, 1 + b)                           (an answer of neither: half for each)
 *   one order:    P(p &gt; 1/2)         = I_1/2(1 + b, 1 + a)
 *   both orders:  P((p + q) / 2 &gt; 1/2) = integral over [0, 1] of f_p(x) F_1-q(x) dx
 *   the votes stop where the larger of P and 1 - P reaches the bound
 * </pre>
 *
 * <p>Each order has a rate of its own, p where the pair is shown as it is and q where it is
 * swapped, so that a judge that prefers a place does not look sure of a response. The prior of
 * Bayes and Laplace: after two votes of each order for one response P is 19/20. A vote that cannot
 * be read says nothing.
 *
 * <p>Sources: Gelman et al. 2013, "Bayesian Data Analysis", section 2.4, for the posterior;
 * Aggarwal et al. 2023 ("Let's Sample Step by Step: Adaptive-Consistency"), arXiv 2305.11860, for
 * stopping a vote by it. Differs: orders apart, and the bound is on the side of one half.
 *
 * <p>P means the same however often it is looked at: of pairs whose rates have the prior's
 * distribution, a share of at least the bound is decided as an endless vote would. It is no bound
 * of the error for a pair of a given rate: near one half, a vote that may stop at many looks stops
 * on the wrong side far more often than 1 - bound (docs/scaling.md has the numbers).
 *
 * @param bound in [0.5, 1]; 1 never stops, since no finite number of votes makes sure
 */
public record StoppingRule(double bound) {

  /** All votes are asked for. */
  public static final StoppingRule NEVER = new StoppingRule(1);

  private static final GaussIntegratorFactory INTEGRATORS = new GaussIntegratorFactory();

  /** A probability that is the bound but for rounding has reached it. */
  private static final double ROUNDING = 1e-12;

  /**
   * @throws InvalidInput if the bound is none
   */
  public StoppingRule {
    if (!(bound >= 0.5 && bound <= 1)) {
      throw new InvalidInput("votes_stop: is " + bound + ", must be in [0.5, 1]; 1 never stops");
    }
  }

  /** Whether votes may stop before all are in. */
  public boolean mayStop() {
    return bound < 1;
  }

  /**
   * Whether the votes on a pair are enough.
   *
   * @param tally of as many votes of each order as of the other, where both are asked
   */
  public boolean stops(VoteTally tally) {
    double p = prefersFirst(tally);
    return mayStop() && Math.max(p, 1 - p) >= bound - ROUNDING;
  }

  /** P: that the judge prefers the first response; one half where nothing can be read. */
  public static double prefersFirst(VoteTally tally) {
    List<BetaDistribution> rates = new ArrayList<>();
    rate(tally.given()).ifPresent(rates::add);
    rate(tally.swapped()).ifPresent(rates::add);
    if (rates.isEmpty()) {
      return 0.5;
    }
    BetaDistribution p = rates.get(0);
    if (rates.size() == 1) {
      return Beta.regularizedBeta(0.5, p.getBeta(), p.getAlpha());
    }
    BetaDistribution q = rates.get(1);
    // of a polynomial, where no vote is for neither: exact with half as many nodes as its degree
    int degree = (int) (p.getAlpha() + p.getBeta() + q.getAlpha() + q.getBeta());
    GaussIntegrator integrator = INTEGRATORS.legendre(degree / 2 + 8, 0, 1);
    return integrator.integrate(
        x -> p.density(x) * Beta.regularizedBeta(x, q.getBeta(), q.getAlpha()));
  }

  /** What is known of the rate of an order; empty where no vote of it can be read. */
  private static Optional<BetaDistribution> rate(MajorityVote votes) {
    double first = votes.first() + votes.tie() / 2.0;
    double second = votes.second() + votes.tie() / 2.0;
    return first + second == 0
        ? Optional.empty()
        : Optional.of(new BetaDistribution(null, 1 + first, 1 + second));
  }
}
