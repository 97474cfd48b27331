package io.github.rrm4j.trainer;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import io.github.rrm4j.model.Gradients;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.LanguageModel.Logprobs;
import io.github.rrm4j.model.MicroBatches;
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
 * One optimiser step: micro-batches, forward, loss, backward, clipping by global norm, AdamW.
 *
 * <p>The loss of a step is divided by the number of completion tokens of all of its rows, so how
 * the rows are cut into micro-batches changes nothing but rounding.
 */
public final class Update {

  private final LanguageModel model;
  private final OptimiserStep step;
  private final PassMemory memory;
  private final NDManager manager;

  /**
   * @param tokenBudget most positions, padding included, of a micro-batch of more than one row
   * @param memory what a pass keeps
   * @param manager owns the gradients
   */
  public Update(
      LanguageModel model,
      AdamW optimiser,
      double clipNorm,
      int tokenBudget,
      PassMemory memory,
      NDManager manager) {
    this.model = model;
    this.step = new OptimiserStep(model, optimiser, clipNorm, tokenBudget, manager);
    this.memory = memory;
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
   * @param halvings how often the micro-batches were halved because memory was used up
   * @param seconds by part of the step
   */
  public record Result(
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
  public Result apply(
      List<TokenSequence> rows, int[] chosen, TokenLoss loss, double temperature, double rate) {
    int[] moving = Arrays.stream(chosen).filter(loss::moves).toArray();
    int[] computed = moving.length > 0 ? moving : new int[] {chosen[0]};
    int[] lengths = rows.stream().mapToInt(TokenSequence::length).toArray();
    return step.take(
        lengths,
        computed,
        (micro, halvings) -> {
          try (NDManager scope = manager.newSubManager()) {
            Passes passes = new Passes(scope, rows, loss, temperature, tokens(rows, chosen));
            passes.run(micro);
            return result(passes, micro, tokens(rows, computed), rate, halvings);
          }
        });
  }

  private Result result(
      Passes passes, MicroBatches micro, long computed, double rate, int halvings) {
    Stopwatch watch = new Stopwatch();
    double loss = passes.loss();
    OptimiserStep.Move move = step.move(loss, rate);
    watch.lap("update/optimiser");
    passes.seconds(step.workers(micro)).forEach(watch::add);
    return new Result(
        loss,
        move.gradientNorm(),
        move.taken(),
        passes.logprobs(),
        passes.entropy() / computed,
        micro.paddingShare(),
        halvings,
        watch.seconds());
  }

  private static long tokens(List<TokenSequence> rows, int[] of) {
    return Arrays.stream(of).mapToLong(row -> rows.get(row).completion().length).sum();
  }

  /** The passes of a step. Numbers are read when all of them have been made. */
  private final class Passes {

    private final NDManager scope;
    private final List<TokenSequence> rows;
    private final TokenLoss loss;
    private final double temperature;
    private final long divisor;
    private List<Pass> made = List.of();

    Passes(
        NDManager scope,
        List<TokenSequence> rows,
        TokenLoss loss,
        double temperature,
        long divisor) {
      this.scope = scope;
      this.rows = rows;
      this.loss = loss;
      this.temperature = temperature;
      this.divisor = divisor;
    }

    void run(MicroBatches micro) {
      made = step.passes(micro, this::pass);
    }

    private Pass pass(int[] batch, Gradients into) {
      Stopwatch watch = new Stopwatch();
      List<TokenSequence> sequences = Arrays.stream(batch).mapToObj(rows::get).toList();
      try (NDManager inner = manager.newSubManager()) {
        TrainingPass pass = model.forward(inner, sequences, memory);
        watch.lap("update/forward");
        Logprobs logprobs = pass.logprobs(inner, temperature, memory);
        watch.lap("update/head");
        NDArray leaf = logprobs.values().duplicate(); // (picked), which may have a gradient
        leaf.setRequiresGradient(true);
        NDArray sum = lossOf(inner, leaf, batch);
        Optional<NDArray> weights = loss.entropyWeights(inner, batch); // (picked)
        if (weights.isPresent()) {
          sum = sum.add(weights.get().mul(logprobs.entropy()).sum()); // ()
        }
        watch.lap("update/loss");
        pass.backwardHead(leaf.getGradient(), weights.map(w -> w.div(divisor)), into);
        watch.lap("update/head");
        pass.backwardLayers(into);
        watch.lap("update/backward");
        return new Pass(
            batch, kept(leaf), kept(sum), kept(logprobs.entropy().sum()), watch.seconds());
      }
    }

    /** {@link TokenLoss#sum} of some rows, whose gradient by the log-probs is left in these. */
    private NDArray lossOf(NDManager inner, NDArray logprobs, int[] batch) {
      synchronized (Update.class) { // one collector in a process
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
          NDArray sum = loss.sum(inner, logprobs, batch); // ()
          collector.backward(sum.div(divisor));
          return sum;
        }
      }
    }

    private NDArray kept(NDArray array) {
      NDArray copy = array.stopGradient().duplicate();
      copy.attach(scope);
      return copy;
    }

    /** Per completion token. */
    double loss() {
      return made.stream().mapToDouble(pass -> pass.loss().getFloat()).sum() / divisor;
    }

    double entropy() {
      return made.stream().mapToDouble(pass -> pass.entropy().getFloat()).sum();
    }

    Map<Integer, float[]> logprobs() {
      float[][] byRow = new float[rows.size()][];
      Map<Integer, float[]> logprobs = new LinkedHashMap<>();
      for (Pass pass : made) {
        RowLogprobs.split(pass.logprobs().toFloatArray(), pass.batch(), rows, byRow);
        for (int row : pass.batch()) {
          logprobs.put(row, byRow[row]);
        }
      }
      return logprobs;
    }

    /** By part; a mean over workers. */
    Map<String, Double> seconds(int workers) {
      Map<String, Double> seconds = new LinkedHashMap<>();
      for (Pass pass : made) {
        pass.seconds().forEach((part, s) -> seconds.merge(part, s / workers, Double::sum));
      }
      return seconds;
    }
  }

  /**
   * What is left of a micro-batch.
   *
   * @param logprobs (picked)
   * @param loss (), summed
   * @param entropy (), summed
   */
  private record Pass(
      int[] batch, NDArray logprobs, NDArray loss, NDArray entropy, Map<String, Double> seconds) {}
}
