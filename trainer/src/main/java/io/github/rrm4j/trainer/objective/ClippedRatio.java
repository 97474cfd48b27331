package io.github.rrm4j.trainer.objective;

import ai.djl.ndarray.NDArray;

/**
 * The clipped ratio of a token, with a second bound for bad tokens that became likely:
 *
 * <pre>
 *   ratio = exp(logprob - old)
 *   -min(ratio A, clip(ratio, 1 - low, 1 + high) A)        and for A &lt; 0 at most -dual A
 * </pre>
 *
 * <p>Source: Schulman et al. 2017 (PPO), equation 7; Shao et al. 2024 (GRPO), equation 3; Yu et al.
 * 2025 (DAPO), equation 10, for two ends; Ye et al. 2020, arXiv 1912.09729, equation 4, for dual.
 *
 * @param low epsilon below 1
 * @param high epsilon above 1
 * @param dual c, above 1; infinite for no second bound
 */
public record ClippedRatio(double low, double high, double dual) implements PolicyTerm {

  @Override
  public NDArray of(NDArray logprobs, Tokens tokens) {
    NDArray ratio = logprobs.sub(tokens.old()).exp(); // (picked)
    NDArray gain =
        ratio
            .mul(tokens.advantage())
            .minimum(ratio.clip(1 - low, 1 + high).mul(tokens.advantage())); // (picked)
    if (Double.isFinite(dual)) {
      NDArray good = tokens.advantage().gte(0).toType(logprobs.getDataType(), false); // (picked)
      NDArray bounded = gain.maximum(tokens.advantage().mul((float) dual)); // (picked)
      gain = gain.mul(good).add(bounded.mul(good.neg().add(1)));
    }
    return gain.neg();
  }

  @Override
  public boolean cuts(double ratio, double advantage) {
    return advantage > 0 && ratio > 1 + high || advantage < 0 && (ratio < 1 - low || ratio > dual);
  }
}
