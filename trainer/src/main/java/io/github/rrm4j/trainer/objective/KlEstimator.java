package io.github.rrm4j.trainer.objective;

import ai.djl.ndarray.NDArray;

/**
 * Estimators of KL(policy || reference) from one sampled token, with d = log p_reference - log
 * p_policy.
 *
 * <p>Source: Schulman 2020, "Approximating KL divergence".
 */
public enum KlEstimator {
  /** -d: unbiased; as a loss its expected gradient is zero. */
  K1,
  /** d^2 / 2: biased, but its gradient is that of the KL divergence. */
  K2,
  /** exp(d) - d - 1: unbiased and never negative; a biased gradient. */
  K3,
  /** The value of k3 with the gradient of k2. Source: Tang and Munos 2025, arXiv 2506.09477. */
  K3_K2;

  /**
   * @param logprobs (tokens), nats, of the policy
   * @param refLogprobs (tokens), nats, of the reference
   * @return (tokens), nats
   */
  public NDArray of(NDArray logprobs, NDArray refLogprobs) {
    return switch (this) {
      case K1 -> logprobs.sub(refLogprobs);
      case K2 -> logprobs.sub(refLogprobs).square().mul(0.5f);
      case K3 -> {
        NDArray d = logprobs.sub(refLogprobs).neg();
        yield d.exp().sub(d).sub(1);
      }
      case K3_K2 -> {
        NDArray k2 = K2.of(logprobs, refLogprobs);
        yield k2.sub(k2.stopGradient()).add(K3.of(logprobs.stopGradient(), refLogprobs));
      }
    };
  }

  /** The same for one token, without a graph. */
  public double value(double d) {
    return switch (this) {
      case K1 -> -d;
      case K2 -> d * d / 2;
      case K3, K3_K2 -> Math.exp(d) - d - 1;
    };
  }
}
