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
import java.util.Optional;

/**
 * One optimiser step: micro-batches, forward, loss, backward, clipping by global norm, AdamW.
 *
 * <p>The loss of a step is divided by the number of completion tokens of all of its rows, so how
 * the rows are cut into micro-batches changes nothing but rounding. Where memory is used up, the
 * step is begun again with micro-batches of half the size, which later steps keep.
 */
public final class Update {

  private final LanguageModel model;
  private final AdamW optimiser;
  private final double clipNorm;
  private final PassMemory memory;
  private final NDManager manager;
  private final List<Gradients> gradients = new ArrayList<>();
  private int tokenBudget;

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
    this.optimiser = optimiser;
    this.clipNorm = clipNorm;
    this.tokenBudget = tokenBudget;
    this.memory = memory;
    this.manager = manager;
    for (int worker = 0; worker < model.workers().count(); worker++) {
      gradients.add(model.gradients(manager));
    }
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
    int halvings = 0;
    while (true) {
      int workers = model.workers().count();
      MicroBatches micro = MicroBatches.of(rows, computed, Math.max(1, tokenBudget / workers));
      try (NDManager scope = manager.newSubManager()) {
        Passes passes = new Passes(scope, rows, loss, temperature, tokens(rows, chosen));
        passes.run(micro.batches());
        return result(passes, micro, tokens(rows, computed), rate, halvings);
      } catch (EngineException e) {
        int largest = micro.batches().stream().mapToInt(b -> b.length).max().orElseThrow();
        if (!OutOfMemory.caused(e) || largest == 1) {
          throw e;
        }
        halvings++;
        tokenBudget = workers * halved(rows, micro);
      }
    }
  }

  /** Moves the weights, unless loss or gradient is not finite. */
  private Result result(
      Passes passes, MicroBatches micro, long computed, double rate, int halvings) {
    Stopwatch watch = new Stopwatch();
    Map<String, NDArray> sums = gradients.get(0).tensors();
    double norm = optimiser.norm(sums);
    double lossSum = passes.loss();
    boolean finite = Double.isFinite(norm) && Double.isFinite(lossSum);
    if (finite) {
      optimiser.step(sums, Math.min(1, clipNorm / (norm + 1e-6)), rate);
    }
    watch.lap("update/optimiser");
    passes.seconds().forEach(watch::add);
    return new Result(
        lossSum,
        norm,
        finite,
        passes.logprobs(),
        passes.entropy() / computed,
        micro.paddingShare(),
        halvings,
        watch.seconds());
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

  /**
   * The forward and backward passes of a step. Micro-batch i is worker i modulo the number of
   * workers'; each adds to gradients of its own, which are summed up in the order of the workers.
   * Numbers are read when all passes have been made.
   */
  private final class Passes {

    private final NDManager step;
    private final List<TokenSequence> rows;
    private final TokenLoss loss;
    private final double temperature;
    private final long divisor;
    private final List<Pass> made = new ArrayList<>();
    private final Map<String, Double> seconds = new LinkedHashMap<>();

    Passes(
        NDManager step,
        List<TokenSequence> rows,
        TokenLoss loss,
        double temperature,
        long divisor) {
      this.step = step;
      this.rows = rows;
      this.loss = loss;
      this.temperature = temperature;
      this.divisor = divisor;
    }

    void run(List<int[]> batches) {
      int workers = Math.min(model.workers().count(), batches.size());
      List<List<Pass>> byWorker =
          model
              .workers()
              .run(
                  workers,
                  worker -> {
                    gradients.get(worker).clear();
                    List<Pass> its = new ArrayList<>();
                    for (int b = worker; b < batches.size(); b += workers) {
                      its.add(pass(batches.get(b), gradients.get(worker)));
                    }
                    return its;
                  });
      for (int worker = 1; worker < workers; worker++) {
        gradients.get(0).add(gradients.get(worker));
      }
      byWorker.forEach(made::addAll);
      for (Pass pass : made) {
        pass.seconds().forEach((part, s) -> seconds.merge(part, s / workers, Double::sum));
      }
    }

    private Pass pass(int[] batch, Gradients into) {
      Stopwatch watch = new Stopwatch();
      List<TokenSequence> sequences = Arrays.stream(batch).mapToObj(rows::get).toList();
      try (NDManager scope = manager.newSubManager()) {
        TrainingPass pass = model.forward(scope, sequences, memory);
        watch.lap("update/forward");
        Logprobs logprobs = pass.logprobs(scope, temperature, memory);
        watch.lap("update/head");
        NDArray leaf = logprobs.values().duplicate(); // (picked), which may have a gradient
        leaf.setRequiresGradient(true);
        NDArray sum = lossOf(scope, leaf, batch);
        Optional<NDArray> weights = loss.entropyWeights(scope, batch); // (picked)
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
    private NDArray lossOf(NDManager scope, NDArray logprobs, int[] batch) {
      synchronized (Update.class) { // one collector in a process
        try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector()) {
          NDArray sum = loss.sum(scope, logprobs, batch); // ()
          collector.backward(sum.div(divisor));
          return sum;
        }
      }
    }

    private NDArray kept(NDArray array) {
      NDArray copy = array.stopGradient().duplicate();
      copy.attach(step);
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

    Map<String, Double> seconds() {
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
