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
  },
  /** d^2 / 2: biased, but its gradient is that of the KL divergence. */
  K2 {
    @Override
    NDArray of(NDArray logprobs, NDArray refLogprobs) {
      return logprobs.sub(refLogprobs).square().mul(0.5f);
    }
  },
  /** exp(d) - d - 1: unbiased and never negative; a biased gradient. */
  K3 {
    @Override
    NDArray of(NDArray logprobs, NDArray refLogprobs) {
      NDArray d = logprobs.sub(refLogprobs).neg();
      return d.exp().sub(d).sub(1);
    }
  };

  /**
   * @param logprobs (picked), nats, of the policy
   * @param refLogprobs (picked), nats, of the reference
   * @return (picked), nats
   */
  abstract NDArray of(NDArray logprobs, NDArray refLogprobs);
}
