package io.github.rrm4j.trainer;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.trainer.objective.Tokens;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * The loss of a GRPO step, summed over the tokens of its rows:
 *
 * <pre>
 *   weight of the row
 *     x (importance x policy term + klCoefficient x KL(policy || reference) - entropyBonus x entropy)
 * </pre>
 *
 * <p>Source: Shao et al. 2024 (DeepSeekMath), equations 3 and 4, and what each {@link
 * io.github.rrm4j.trainer.objective.PolicyTerm} and {@link
 * io.github.rrm4j.trainer.objective.Aggregation} name. A row's loss depends on nothing but the row,
 * so the loss of a step is the sum of those of its micro-batches. Forced tokens count nothing. The
 * entropy bonus is that of Mnih et al. 2016 (A3C), arXiv 1602.01783, section 4.
 */
public final class GrpoLoss implements TokenLoss {

  private final GrpoSettings settings;
  private final LossRows data;

  /**
   * The loss of one optimiser step over all rows, whose tokens the trained weights sampled
   * themselves, with no reference.
   *
   * @param behaviour nats, by row and completion token, of the policy that sampled
   * @param advantages by row
   * @param limit the most tokens of a completion
   */
  public static GrpoLoss of(
      GrpoSettings settings, float[][] behaviour, double[] advantages, int limit) {
    int[] all = IntStream.range(0, behaviour.length).toArray();
    return new GrpoLoss(
        settings,
        LossRows.of(
            settings.policy(), behaviour, behaviour, behaviour, advantages, List.of(all), limit));
  }

  GrpoLoss(GrpoSettings settings, LossRows data) {
    this.settings = settings;
    this.data = data;
  }

  @Override
  public NDArray sum(NDManager scope, NDArray logprobs, int[] rows) {
    Tokens tokens =
        new Tokens(
            flat(scope, rows, row -> data.old()[row]),
            flat(scope, rows, row -> filled(row, data.advantages()[row])),
            flat(scope, rows, row -> data.counted()[row]),
            Arrays.stream(rows).map(row -> data.old()[row].length).toArray());
    NDArray weight = flat(scope, rows, row -> filled(row, data.weights()[row])); // (picked)
    NDArray importance = flat(scope, rows, row -> data.importance()[row]); // (picked)
    NDArray loss = settings.policy().term().of(logprobs, tokens).mul(importance); // (picked)
    if (settings.kl().inLoss()) {
      NDArray reference = flat(scope, rows, row -> data.reference()[row]); // (picked)
      NDArray kl = settings.kl().estimator().of(logprobs, reference).mul(tokens.counted());
      loss = loss.add(kl.mul((float) settings.kl().coefficient()));
    }
    return loss.mul(weight).sum(); // ()
  }

  /** Each sampled token's is -bonus x weight of its row: the mean that the policy term has too. */
  @Override
  public Optional<NDArray> entropyWeights(NDManager scope, int[] rows) {
    double bonus = settings.policy().entropyBonus();
    if (bonus == 0) {
      return Optional.empty();
    }
    NDArray weight = flat(scope, rows, row -> filled(row, -bonus * data.weights()[row]));
    return Optional.of(weight.mul(flat(scope, rows, row -> data.counted()[row]))); // (picked)
  }

  /** Without advantage, KL penalty and entropy bonus every factor of the gradient is 0. */
  @Override
  public boolean moves(int row) {
    return data.advantages()[row] != 0
        || settings.kl().inLoss()
        || settings.policy().entropyBonus() != 0;
  }

  private float[] filled(int row, double value) {
    float[] filled = new float[data.old()[row].length];
    Arrays.fill(filled, (float) value);
    return filled;
  }

  /** The values of some rows, one row after the other. Shape: (picked). */
  private static NDArray flat(NDManager scope, int[] rows, IntFunction<float[]> of) {
    int size = Arrays.stream(rows).map(row -> of.apply(row).length).sum();
    float[] flat = new float[size];
    int at = 0;
    for (int row : rows) {
      float[] values = of.apply(row);
      System.arraycopy(values, 0, flat, at, values.length);
      at += values.length;
    }
    return scope.create(flat);
  }
}
