package io.github.rrm4j.trainer;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.model.Gradients;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.MicroBatches;
import io.github.rrm4j.model.OutOfMemory;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.ValuePass;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * One optimiser step of a reward model: micro-batches of whole pairs, forward, loss, backward,
 * clipping by global norm, AdamW.
 *
 * <p>The loss of a step is the mean over all of its pairs, so how they are cut into micro-batches
 * changes nothing but rounding. The two rows of a pair, which the loss couples, lie side by side in
 * one micro-batch. Where memory is used up, the step is begun again with micro-batches of half the
 * size, which later steps keep. Differs from {@link Update} in what a row gives: one value, whose
 * gradient is known in closed form, and no log-probs.
 */
final class PairUpdate {

  private final LanguageModel model;
  private final AdamW optimiser;
  private final double clipNorm;
  private final PassMemory memory;
  private final NDManager manager;
  private final List<Gradients> gradients = new ArrayList<>();
  private int tokenBudget;

  /**
   * @param tokenBudget most positions, padding included, of a micro-batch of more than one pair
   * @param memory what a pass keeps
   * @param manager owns the gradients
   */
  PairUpdate(
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
   * @param loss mean over the pairs
   * @param gradientNorm global norm before clipping
   * @param taken whether the weights were moved: not where loss or gradient is not finite
   * @param chosen scores of the better responses before the step, by pair
   * @param rejected scores of the other ones
   * @param paddingShare padded positions as a share of all computed
   * @param halvings how often the micro-batches were halved because memory was used up
   * @param seconds by part of the step
   */
  record Result(
      double loss,
      double gradientNorm,
      boolean taken,
      float[] chosen,
      float[] rejected,
      double paddingShare,
      int halvings,
      Map<String, Double> seconds) {}

  /**
   * @param pairs of the step, at least one
   * @param rate the learning rate
   */
  Result apply(List<TokenPair> pairs, BradleyTerryLoss loss, double rate) {
    int[] lengths = pairs.stream().mapToInt(TokenPair::positions).toArray();
    int[] all = IntStream.range(0, lengths.length).toArray();
    int workers = model.workers().count();
    int halvings = 0;
    while (true) {
      List<int[]> batches =
          MicroBatches.ofLengths(lengths, all, Math.max(1, tokenBudget / workers)).batches();
      try {
        Passes passes = new Passes(pairs, loss);
        passes.run(batches);
        return result(passes, rate, halvings);
      } catch (EngineException e) {
        if (!OutOfMemory.caused(e) || batches.stream().allMatch(batch -> batch.length == 1)) {
          throw e;
        }
        halvings++;
        tokenBudget = workers * halved(batches, lengths);
      }
    }
  }

  /** A budget for which the largest micro-batch has half of its pairs. */
  private static int halved(List<int[]> batches, int[] lengths) {
    return batches.stream()
        .mapToInt(batch -> Math.max(1, batch.length / 2) * lengths[batch[0]])
        .max()
        .orElseThrow();
  }

  /** Moves the weights, unless loss or gradient is not finite. */
  private Result result(Passes passes, double rate, int halvings) {
    Stopwatch watch = new Stopwatch();
    Map<String, NDArray> sums = gradients.get(0).tensors();
    double norm = optimiser.norm(sums);
    double mean = passes.loss();
    boolean finite = Double.isFinite(norm) && Double.isFinite(mean);
    if (finite) {
      optimiser.step(sums, Math.min(1, clipNorm / (norm + 1e-6)), rate);
    }
    watch.lap("update/optimiser");
    passes.seconds.forEach(watch::add);
    return new Result(
        mean,
        norm,
        finite,
        passes.chosen,
        passes.rejected,
        passes.paddingShare(),
        halvings,
        watch.seconds());
  }

  /**
   * The forward and backward passes of a step. Micro-batch i is worker i modulo the number of
   * workers'; each adds to gradients of its own, which are summed up in the order of the workers.
   */
  private final class Passes {

    private final List<TokenPair> pairs;
    private final BradleyTerryLoss loss;
    private final float[] chosen;
    private final float[] rejected;
    private final Map<String, Double> seconds = new LinkedHashMap<>();
    private long computed;

    Passes(List<TokenPair> pairs, BradleyTerryLoss loss) {
      this.pairs = pairs;
      this.loss = loss;
      this.chosen = new float[pairs.size()];
      this.rejected = new float[pairs.size()];
    }

    void run(List<int[]> batches) {
      int workers = Math.min(model.workers().count(), batches.size());
      List<Stopwatch> watches =
          model
              .workers()
              .run(
                  workers,
                  worker -> {
                    Stopwatch watch = new Stopwatch();
                    gradients.get(worker).clear();
                    for (int b = worker; b < batches.size(); b += workers) {
                      pass(batches.get(b), gradients.get(worker), watch);
                    }
                    return watch;
                  });
      for (int worker = 1; worker < workers; worker++) {
        gradients.get(0).add(gradients.get(worker));
      }
      for (Stopwatch watch : watches) {
        watch.seconds().forEach((part, s) -> seconds.merge(part, s / workers, Double::sum));
      }
      for (int[] batch : batches) {
        computed += (long) batch.length * pairs.get(batch[0]).positions(); // the longest is first
      }
    }

    private void pass(int[] batch, Gradients into, Stopwatch watch) {
      List<int[]> rows = new ArrayList<>();
      for (int pair : batch) {
        rows.add(pairs.get(pair).chosen());
        rows.add(pairs.get(pair).rejected());
      }
      try (NDManager scope = manager.newSubManager()) {
        ValuePass pass = model.forwardWhole(scope, rows, memory);
        float[] values = pass.values();
        watch.lap("update/forward");
        float[] gradient = new float[values.length];
        for (int i = 0; i < batch.length; i++) {
          chosen[batch[i]] = values[2 * i];
          rejected[batch[i]] = values[2 * i + 1];
          BradleyTerryLoss.Term term = loss.of(values[2 * i], values[2 * i + 1]);
          gradient[2 * i] = (float) (term.byChosen() / pairs.size());
          gradient[2 * i + 1] = (float) (term.byRejected() / pairs.size());
        }
        pass.backward(scope, gradient, into);
        watch.lap("update/backward");
      }
    }

    /** Mean over the pairs. */
    double loss() {
      double sum = 0;
      for (int i = 0; i < chosen.length; i++) {
        sum += loss.of(chosen[i], rejected[i]).value();
      }
      return sum / chosen.length;
    }

    double paddingShare() {
      return 1 - (double) pairs.stream().mapToLong(TokenPair::tokens).sum() / computed;
    }
  }
}
