package io.github.rrm4j.trainer;

import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.github.rrm4j.model.Gradients;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.LanguageModel.Logprobs;
import io.github.rrm4j.model.MicroBatches;
import io.github.rrm4j.model.OutOfMemory;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.RowLogprobs;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.model.TrainingPass;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One optimiser step: micro-batches, forward, loss, backward, clipping by global norm, AdamW.
 *
 * <p>The loss of a step is divided by the number of completion tokens of all of its rows, so how
 * the rows are cut into micro-batches changes nothing but rounding. Where memory is used up, the
 * step is begun again with micro-batches of half the size, which later steps keep.
 */
final class Update {

  private final LanguageModel model;
  private final AdamW optimiser;
  private final double clipNorm;
  private final PassMemory memory;
  private final NDManager manager;
  private final Gradients gradients;
  private int tokenBudget;

  /**
   * @param tokenBudget most positions, padding included, of a micro-batch of more than one row
   * @param memory what a pass keeps
   * @param manager owns the gradients
   */
  Update(
      LanguageModel model,
      AdamW optimiser,
      double clipNorm,
      int tokenBudget,
      PassMemory memory,
      NDManager manager) {
    this.model = model;
    this.optimiser = optimiser;
    this.clipNorm = clipNorm;
    this.tokenBudget = tokenBudget;
    this.memory = memory;
    this.manager = manager;
    this.gradients = model.gradients(manager);
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
   * @param halvings how often the micro-batches were halved because memory was used up
   * @param seconds by part of the step
   */
  record Result(
      double loss,
      double gradientNorm,
      boolean taken,
      Map<Integer, float[]> logprobs,
      double entropyMean,
      double paddingShare,
      int halvings,
      Map<String, Double> seconds) {}

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
    Stopwatch watch = new Stopwatch();
    int halvings = 0;
    while (true) {
      MicroBatches micro = MicroBatches.of(rows, computed, tokenBudget);
      gradients.clear();
      try (NDManager scope = manager.newSubManager()) {
        Sums sums = new Sums(scope, rows, loss, temperature, tokens(rows, chosen), watch);
        micro.batches().forEach(sums::add);
        double norm = optimiser.norm(gradients.tensors());
        boolean finite = Double.isFinite(norm) && Double.isFinite(sums.loss());
        if (finite) {
          optimiser.step(gradients.tensors(), Math.min(1, clipNorm / (norm + 1e-6)), rate);
        }
        watch.lap("update/optimiser");
        return new Result(
            sums.loss(),
            norm,
            finite,
            sums.logprobs(),
            sums.entropy() / tokens(rows, computed),
            micro.paddingShare(),
            halvings,
            watch.seconds());
      } catch (EngineException e) {
        int largest = micro.batches().stream().mapToInt(b -> b.length).max().orElseThrow();
        if (!OutOfMemory.caused(e) || largest == 1) {
          throw e;
        }
        halvings++;
        tokenBudget = halved(rows, micro);
      }
    }
  }

  /** A budget for which the largest micro-batch has half of its rows. */
  private static int halved(List<TokenSequence> rows, MicroBatches micro) {
    return micro.batches().stream()
        .mapToInt(b -> Math.max(1, b.length / 2) * rows.get(b[0]).length())
        .max()
        .orElseThrow();
  }

  private static long tokens(List<TokenSequence> rows, int[] of) {
    return Arrays.stream(of).mapToLong(row -> rows.get(row).completion().length).sum();
  }

  /** The micro-batches of a step; their numbers are read when all of them have been computed. */
  private final class Sums {

    private final NDManager step;
    private final List<TokenSequence> rows;
    private final TokenLoss loss;
    private final double temperature;
    private final long divisor;
    private final Stopwatch watch;
    private final List<int[]> batches = new ArrayList<>();
    private final List<NDArray> losses = new ArrayList<>();
    private final List<NDArray> entropies = new ArrayList<>();
    private final List<NDArray> flat = new ArrayList<>();

    Sums(
        NDManager step,
        List<TokenSequence> rows,
        TokenLoss loss,
        double temperature,
        long divisor,
        Stopwatch watch) {
      this.step = step;
      this.rows = rows;
      this.loss = loss;
      this.temperature = temperature;
      this.divisor = divisor;
      this.watch = watch;
    }

    void add(int[] batch) {
      List<TokenSequence> sequences = Arrays.stream(batch).mapToObj(rows::get).toList();
      try (NDManager scope = manager.newSubManager()) {
        TrainingPass pass = model.forward(scope, sequences, memory);
        watch.lap("update/forward");
        Logprobs logprobs = pass.logprobs(scope, temperature, memory);
        watch.lap("update/head");
        NDArray leaf =
            logprobs.values().duplicate(); // (picked), outside of the engine's inference mode
        leaf.setRequiresGradient(true);
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
          NDArray sum = loss.sum(scope, leaf, batch); // ()
          collector.backward(sum.div(divisor));
          keep(batch, leaf, sum, logprobs.entropy().sum());
        }
        watch.lap("update/loss");
        pass.backwardHead(leaf.getGradient(), gradients);
        watch.lap("update/head");
        pass.backwardLayers(gradients);
        watch.lap("update/backward");
      }
    }

    private void keep(int[] batch, NDArray logprobs, NDArray sum, NDArray entropy) {
      batches.add(batch);
      flat.add(kept(logprobs));
      losses.add(kept(sum));
      entropies.add(kept(entropy));
    }

    private NDArray kept(NDArray array) {
      NDArray copy = array.stopGradient().duplicate();
      copy.attach(step);
      return copy;
    }

    double loss() {
      return losses.stream().mapToDouble(NDArray::getFloat).sum() / divisor;
    }

    double entropy() {
      return entropies.stream().mapToDouble(NDArray::getFloat).sum();
    }

    Map<Integer, float[]> logprobs() {
      float[][] byRow = new float[rows.size()][];
      Map<Integer, float[]> logprobs = new LinkedHashMap<>();
      for (int b = 0; b < batches.size(); b++) {
        RowLogprobs.split(flat.get(b).toFloatArray(), batches.get(b), rows, byRow);
        for (int row : batches.get(b)) {
          logprobs.put(row, byRow[row]);
        }
      }
      return logprobs;
    }
  }
}
