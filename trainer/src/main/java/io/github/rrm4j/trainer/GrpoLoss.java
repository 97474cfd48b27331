package io.github.rrm4j.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.Arrays;

/**
 * The clipped policy-gradient loss with a KL penalty, per token:
 *
 * <pre>
 *   ratio = exp(logprob - oldLogprob)
 *   -min(ratio A, clip(ratio, 1 - clipLow, 1 + clipHigh) A) + klCoefficient KL(policy || reference)
 * </pre>
 *
 * <p>Source: Shao et al. 2024 (DeepSeekMath), equations 3 and 4. Differs: normalised by the number
 * of completion tokens of the whole optimiser step (Yu et al. 2025, DAPO, equation 12), and the
 * clip range may be wider above than below.
 */
public final class GrpoLoss implements TokenLoss {

  private final GrpoSettings settings;
  private final float[][] oldLogprobs;
  private final float[][] refLogprobs;
  private final double[] advantages;

  /**
   * @param oldLogprobs nats, by row and completion token, of the policy that sampled
   * @param refLogprobs nats, likewise, of the reference; not read where the coefficient is 0
   * @param advantages by row
   */
  public GrpoLoss(
      GrpoSettings settings, float[][] oldLogprobs, float[][] refLogprobs, double[] advantages) {
    this.settings = settings;
    this.oldLogprobs = oldLogprobs;
    this.refLogprobs = refLogprobs;
    this.advantages = advantages;
  }

  @Override
  public NDArray sum(NDManager scope, NDArray logprobs, int[] rows) {
    NDArray old = scope.create(flat(oldLogprobs, rows)); // (picked)
    NDArray advantage = scope.create(spread(rows)); // (picked)
    NDArray ratio = logprobs.sub(old).exp(); // (picked)
    NDArray clipped = ratio.clip(1 - settings.clipLow(), 1 + settings.clipHigh());
    NDArray loss = ratio.mul(advantage).minimum(clipped.mul(advantage)).neg(); // (picked)
    if (settings.klCoefficient() > 0) {
      NDArray reference = scope.create(flat(refLogprobs, rows)); // (picked)
      NDArray kl = settings.klEstimator().of(logprobs, reference);
      loss = loss.add(kl.mul((float) settings.klCoefficient()));
    }
    return loss.sum(); // ()
  }

  /** Without an advantage and without a KL penalty every factor of the gradient is 0. */
  @Override
  public boolean moves(int row) {
    return advantages[row] != 0 || settings.klCoefficient() > 0;
  }

  private static float[] flat(float[][] byRow, int[] rows) {
    int size = Arrays.stream(rows).map(row -> byRow[row].length).sum();
    float[] flat = new float[size];
    int at = 0;
    for (int row : rows) {
      System.arraycopy(byRow[row], 0, flat, at, byRow[row].length);
      at += byRow[row].length;
    }
    return flat;
  }

  /** Each row's advantage, once for each of its tokens. */
  private float[] spread(int[] rows) {
    int size = Arrays.stream(rows).map(row -> oldLogprobs[row].length).sum();
    float[] spread = new float[size];
    int at = 0;
    for (int row : rows) {
      Arrays.fill(spread, at, at += oldLogprobs[row].length, (float) advantages[row]);
    }
    return spread;
  }
}
