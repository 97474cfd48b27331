package io.github.rrm4j.trainer;

import ai.djl.ndarray.NDArray;

/**
 * Estimators of KL(policy || reference) from one sampled token, with d = log p_reference - log
 * p_policy.
 *
 * <p>Source: Schulman 2020, "Approximating KL divergence".
 */
public enum KlEstimator {
  /** -d: unbiased; as a loss its expected gradient is zero. */
  K1 {
    @Override
    NDArray of(NDArray logprobs, NDArray refLogprobs) {
      return logprobs.sub(refLogprobs);
    }

    @Override
    double value(double d) {
      return -d;
    }
  },
  /** d^2 / 2: biased, but its gradient is that of the KL divergence. */
  K2 {
    @Override
    NDArray of(NDArray logprobs, NDArray refLogprobs) {
      return logprobs.sub(refLogprobs).square().mul(0.5f);
    }

    @Override
    double value(double d) {
      return d * d / 2;
    }
  },
  /** exp(d) - d - 1: unbiased and never negative; a biased gradient. */
  K3 {
    @Override
    NDArray of(NDArray logprobs, NDArray refLogprobs) {
      NDArray d = logprobs.sub(refLogprobs).neg();
      return d.exp().sub(d).sub(1);
    }

    @Override
    double value(double d) {
      return Math.exp(d) - d - 1;
    }
  },
  /** The value of k3 with the gradient of k2. Source: Tang and Munos 2025, arXiv 2506.09477. */
  K3_K2 {
    @Override
    NDArray of(NDArray logprobs, NDArray refLogprobs) {
      NDArray k2 = K2.of(logprobs, refLogprobs);
      return k2.sub(k2.stopGradient()).add(K3.of(logprobs.stopGradient(), refLogprobs));
    }

    @Override
    double value(double d) {
      return K3.value(d);
    }
  };

  /**
   * @param logprobs (picked), nats, of the policy
   * @param refLogprobs (picked), nats, of the reference
   * @return (picked), nats
   */
  abstract NDArray of(NDArray logprobs, NDArray refLogprobs);

  /** The same for one token, without a graph. */
  abstract double value(double d);
}
