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
  K1 {
    @Override
    public NDArray of(NDArray logprobs, NDArray refLogprobs) {
      return logprobs.sub(refLogprobs);
    }

    @Override
    public double value(double d) {
      return -d;
    }
  },
  /** d^2 / 2: biased, but its gradient is that of the KL divergence. */
  K2 {
    @Override
    public NDArray of(NDArray logprobs, NDArray refLogprobs) {
      return logprobs.sub(refLogprobs).square().mul(0.5f);
    }

    @Override
    public double value(double d) {
      return d * d / 2;
    }
  },
  /** exp(d) - d - 1: unbiased and never negative; a biased gradient. */
  K3 {
    @Override
    public NDArray of(NDArray logprobs, NDArray refLogprobs) {
      NDArray d = logprobs.sub(refLogprobs).neg();
      return d.exp().sub(d).sub(1);
    }

    @Override
    public double value(double d) {
      return Math.exp(d) - d - 1;
    }
  },
  /** The value of k3 with the gradient of k2. Source: Tang and Munos 2025, arXiv 2506.09477. */
  K3_K2 {
    @Override
    public NDArray of(NDArray logprobs, NDArray refLogprobs) {
      NDArray k2 = K2.of(logprobs, refLogprobs);
      return k2.sub(k2.stopGradient()).add(K3.of(logprobs.stopGradient(), refLogprobs));
    }

    @Override
    public double value(double d) {
      return K3.value(d);
    }
  };

  /**
   * @param logprobs (tokens), nats, of the policy
   * @param refLogprobs (tokens), nats, of the reference
   * @return (tokens), nats
   */
  public abstract NDArray of(NDArray logprobs, NDArray refLogprobs);

  /** The same for one token, without a graph. */
  public abstract double value(double d);
}
