package io.github.rrm4j.trainer.optimizer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.github.rrm4j.model.LanguageModel.Logprobs;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.RowLogprobs;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.model.TrainingPass;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An optimizer step on a loss that is a sum over completion tokens: SFT, DPO and GRPO.
 *
 * <p>The loss of a step is divided by the number of completion tokens of all its rows, so how the
 * rows are cut into micro-batches changes nothing but rounding.
 *
 * @param memory what a pass keeps for the way back
 */
public record TokenUpdate(OptimizerStep optimizerStep, PassMemory memory) implements WeightUpdate {

  @Override
  public UpdateResult<Numbers> apply(
      List<TokenSequence> rows, TokenLoss loss, double temperature, double rate) {
    int[] lengths = rows.stream().mapToInt(TokenSequence::length).toArray();
    long tokens = rows.stream().mapToLong(row -> row.completion().length).sum();
    TokenPass pass = new TokenPass(optimizerStep, memory, rows, loss, temperature, tokens);
    return optimizerStep.step(lengths, loss.computed(lengths.length), pass, rate);
  }

  /**
   * What is kept of a micro-batch.
   *
   * @param logprobs (tokens)
   * @param loss (), summed
   * @param entropy (), summed
   */
  private record Kept(int[] batch, NDArray logprobs, NDArray loss, NDArray entropy) {}

  /**
   * The numbers of a step.
   *
   * @param loss per completion token
   * @param entropyMean mean over the completion tokens of the computed rows, nats; NaN where
   *     whoever computed them does not say
   * @param logprobs of the completion tokens of each computed row before the step, nats; by row
   *     index
   */
  public record Numbers(double loss, double entropyMean, Map<Integer, float[]> logprobs) {}

  /**
   * Forward through the layers and the head, the loss, and the same way back.
   *
   * @param divisor completion tokens of all rows
   */
  private record TokenPass(
      OptimizerStep step,
      PassMemory memory,
      List<TokenSequence> rows,
      TokenLoss loss,
      double temperature,
      long divisor)
      implements OptimizerStep.Pass<Kept, Numbers> {

    @Override
    public Kept compute(int[] batch, OptimizerStep.Worker worker) {
      Stopwatch watch = worker.watch();
      List<TokenSequence> sequences = Arrays.stream(batch).mapToObj(rows::get).toList();
      try (NDManager inner = step.manager().newSubManager()) {
        PassMemory keep = worker.memory(memory);
        TrainingPass pass = worker.model().forward(inner, sequences, keep);
        watch.lap("update/forward");
        Logprobs logprobs = pass.logprobs(inner, temperature, keep);
        watch.lap("update/head");
        NDArray leaf = logprobs.values().duplicate(); // (tokens), which may have a gradient
        leaf.setRequiresGradient(true);
        NDArray sum = differentiated(inner, leaf, batch);
        Optional<NDArray> weights = loss.entropyWeights(inner, batch); // (tokens)
        if (weights.isPresent()) {
          sum = sum.add(weights.get().mul(logprobs.entropy()).sum()); // ()
        }
        watch.lap("update/loss");
        pass.backwardHead(leaf.getGradient(), weights.map(w -> w.div(divisor)), worker.gradients());
        watch.lap("update/head");
        pass.backwardLayers(worker.gradients());
        watch.lap("update/backward");
        NDManager scope = worker.scope();
        return new Kept(
            batch, kept(leaf, scope), kept(sum, scope), kept(logprobs.entropy().sum(), scope));
      }
    }

    /** {@link TokenLoss#sum} of some rows; its gradient by the log-probs is left in these. */
    private NDArray differentiated(NDManager inner, NDArray logprobs, int[] batch) {
      synchronized (TokenUpdate.class) { // one collector in a process
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
          NDArray sum = loss.sum(inner, logprobs, batch); // ()
          collector.backward(sum.div(divisor));
          return sum;
        }
      }
    }

    private static NDArray kept(NDArray array, NDManager scope) {
      NDArray copy = array.stopGradient().duplicate();
      copy.attach(scope);
      return copy;
    }

    @Override
    public Numbers read(List<Kept> kept) {
      double sum = kept.stream().mapToDouble(one -> one.loss().getFloat()).sum();
      double entropy = kept.stream().mapToDouble(one -> one.entropy().getFloat()).sum();
      float[][] byRow = new float[rows.size()][];
      Map<Integer, float[]> logprobs = new LinkedHashMap<>();
      for (Kept one : kept) {
        RowLogprobs.split(one.logprobs().toFloatArray(), one.batch(), rows, byRow);
        for (int row : one.batch()) {
          logprobs.put(row, byRow[row]);
        }
      }
      long tokens = logprobs.values().stream().mapToLong(row -> row.length).sum();
      return new Numbers(sum / divisor, entropy / tokens, logprobs);
    }

    @Override
    public double loss(Numbers numbers) {
      return numbers.loss();
    }
  }
}
