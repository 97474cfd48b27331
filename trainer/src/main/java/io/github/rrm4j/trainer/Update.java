package io.github.rrm4j.trainer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.training.GradientCollector;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.LanguageModel.Logprobs;
import io.github.rrm4j.model.MicroBatches;
import io.github.rrm4j.model.TokenSequence;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One optimiser step: micro-batches, forward, loss, backward, clipping by global norm, AdamW.
 *
 * <p>The loss of a step is divided by the number of completion tokens of all of its rows, so how
 * the rows are cut into micro-batches changes nothing but rounding.
 */
final class Update {

  private final LanguageModel model;
  private final AdamW optimiser;
  private final double clipNorm;
  private final int tokenBudget;
  private final NDManager manager;

  Update(
      LanguageModel model, AdamW optimiser, double clipNorm, int tokenBudget, NDManager manager) {
    this.model = model;
    this.optimiser = optimiser;
    this.clipNorm = clipNorm;
    this.tokenBudget = tokenBudget;
    this.manager = manager;
  }

  /**
   * What a step did.
   *
   * @param loss per completion token
   * @param gradientNorm global norm before clipping
   * @param taken whether the weights were moved: not where loss or gradient is not finite
   * @param logprobs of the completion tokens of each computed row before the step, nats; by row
   *     index
   * @param entropyMean mean over the same tokens, nats
   * @param paddingShare padded positions as a share of all computed
   */
  record Result(
      double loss,
      double gradientNorm,
      boolean taken,
      Map<Integer, float[]> logprobs,
      double entropyMean,
      double paddingShare) {}

  /**
   * @param rows all rows of the training step
   * @param chosen those of this optimiser step, at least one; computed are those that {@link
   *     TokenLoss#moves}, or the first where none does, so that its log-probs are known
   * @param temperature of the distribution that is trained
   * @param rate the learning rate
   */
  Result apply(
      List<TokenSequence> rows, int[] chosen, TokenLoss loss, double temperature, double rate) {
    int[] moving = Arrays.stream(chosen).filter(loss::moves).toArray();
    int[] computed = moving.length > 0 ? moving : new int[] {chosen[0]};
    MicroBatches micro = MicroBatches.of(rows, computed, tokenBudget);
    long tokens = tokens(rows, chosen);
    Map<Integer, float[]> logprobs = new LinkedHashMap<>();
    double lossSum = 0;
    double entropySum = 0;
    for (int[] batch : micro.batches()) {
      List<TokenSequence> sequences = Arrays.stream(batch).mapToObj(rows::get).toList();
      try (NDManager scope = manager.newSubManager();
          GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
        Logprobs forward = model.logprobs(scope, sequences, temperature, true);
        NDArray sum = loss.sum(scope, forward.values(), batch); // ()
        collector.backward(sum.div(tokens));
        lossSum += sum.getFloat();
        entropySum += forward.entropy().sum().getFloat();
        split(forward.values().toFloatArray(), batch, rows, logprobs);
      }
    }
    try (NDManager scope = manager.newSubManager()) {
      Map<String, NDArray> gradients = gradients(scope);
      double norm = globalNorm(gradients);
      boolean finite = Double.isFinite(norm) && Double.isFinite(lossSum);
      if (finite) {
        optimiser.step(scope, gradients, Math.min(1, clipNorm / (norm + 1e-6)), rate);
      }
      // Written in place. A product would keep NaN; copyTo and set(Buffer) would put memory of the
      // JVM under PyTorch's tensor, which is freed while PyTorch still adds to it.
      gradients.values().forEach(gradient -> gradient.set(new NDIndex(":"), 0f));
      return new Result(
          lossSum / tokens,
          norm,
          finite,
          logprobs,
          entropySum / tokens(rows, computed),
          micro.paddingShare());
    }
  }

  private static long tokens(List<TokenSequence> rows, int[] of) {
    return Arrays.stream(of).mapToLong(row -> rows.get(row).completion().length).sum();
  }

  /** The gradients as arrays of the scope; PyTorch keeps accumulating into the same memory. */
  private Map<String, NDArray> gradients(NDManager scope) {
    Map<String, NDArray> gradients = new LinkedHashMap<>();
    model
        .trainable()
        .forEach(
            (name, parameter) -> {
              NDArray gradient = parameter.getGradient();
              gradient.attach(scope);
              gradients.put(name, gradient);
            });
    return gradients;
  }

  private static double globalNorm(Map<String, NDArray> gradients) {
    double squares = 0;
    for (NDArray gradient : gradients.values()) {
      try (NDArray square = gradient.square();
          NDArray sum = square.sum()) {
        squares += sum.getFloat();
      }
    }
    return Math.sqrt(squares);
  }

  private static void split(
      float[] flat, int[] batch, List<TokenSequence> rows, Map<Integer, float[]> into) {
    int from = 0;
    for (int row : batch) {
      int to = from + rows.get(row).completion().length;
      into.put(row, Arrays.copyOfRange(flat, from, to));
      from = to;
    }
  }
}
