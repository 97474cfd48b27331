package io.github.rrm4j.trainer;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.model.Gradients;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.MicroBatches;
import io.github.rrm4j.model.OutOfMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What every optimiser step has, whatever its loss: micro-batches by a token budget, workers that
 * go through them side by side, one sum of gradients, clipping by global norm, AdamW. Where memory
 * is used up, the step is begun again with micro-batches of half the size, which later steps keep.
 */
final class OptimiserStep {

  private final LanguageModel model;
  private final AdamW optimiser;
  private final double clipNorm;
  private final List<Gradients> gradients = new ArrayList<>();
  private int tokenBudget;

  /**
   * @param tokenBudget most positions, padding included, of a micro-batch of more than one row
   * @param manager owns the gradients
   */
  OptimiserStep(
      LanguageModel model, AdamW optimiser, double clipNorm, int tokenBudget, NDManager manager) {
    this.model = model;
    this.optimiser = optimiser;
    this.clipNorm = clipNorm;
    this.tokenBudget = tokenBudget;
    for (int worker = 0; worker < model.workers().count(); worker++) {
      gradients.add(model.gradients(manager));
    }
  }

  /** A step over micro-batches. */
  interface Attempt<R> {

    /**
     * @param halvings how often it was begun before and had not enough memory
     */
    R of(MicroBatches micro, int halvings);
  }

  /** The forward and backward pass of a micro-batch. */
  interface Pass<P> {

    /**
     * @param batch indices of rows
     * @param into what the gradients are added to; of the worker that makes the pass
     */
    P of(int[] batch, Gradients into);
  }

  /**
   * Cuts rows into micro-batches and makes an attempt, again with smaller ones while memory is used
   * up.
   *
   * @param lengths tokens of each row
   * @param chosen rows of the step
   */
  <R> R take(int[] lengths, int[] chosen, Attempt<R> attempt) {
    int workers = model.workers().count();
    for (int halvings = 0; ; halvings++) {
      MicroBatches micro =
          MicroBatches.ofLengths(lengths, chosen, Math.max(1, tokenBudget / workers));
      try {
        return attempt.of(micro, halvings);
      } catch (EngineException e) {
        if (!OutOfMemory.caused(e) || micro.batches().stream().allMatch(b -> b.length == 1)) {
          throw e;
        }
        tokenBudget = workers * halved(lengths, micro);
      }
    }
  }

  /** A budget for which the largest micro-batch has half of its rows. */
  private static int halved(int[] lengths, MicroBatches micro) {
    return micro.batches().stream()
        .mapToInt(batch -> Math.max(1, batch.length / 2) * lengths[batch[0]])
        .max()
        .orElseThrow();
  }

  /**
   * Makes the passes of a step and sums up their gradients. Micro-batch i is worker i modulo the
   * number of workers'; each adds to gradients of its own, which are summed up in the order of the
   * workers.
   *
   * @return what the passes gave, those of a worker behind one another
   */
  <P> List<P> passes(MicroBatches micro, Pass<P> pass) {
    List<int[]> batches = micro.batches();
    int workers = workers(micro);
    List<List<P>> byWorker =
        model
            .workers()
            .run(
                workers,
                worker -> {
                  gradients.get(worker).clear();
                  List<P> its = new ArrayList<>();
                  for (int b = worker; b < batches.size(); b += workers) {
                    its.add(pass.of(batches.get(b), gradients.get(worker)));
                  }
                  return its;
                });
    for (int worker = 1; worker < workers; worker++) {
      gradients.get(0).add(gradients.get(worker));
    }
    List<P> all = new ArrayList<>();
    byWorker.forEach(all::addAll);
    return all;
  }

  /** How many workers share the passes. */
  int workers(MicroBatches micro) {
    return Math.min(model.workers().count(), micro.batches().size());
  }

  /**
   * What became of the weights.
   *
   * @param gradientNorm global norm before clipping
   * @param taken whether they were moved: not where loss or gradient is not finite
   */
  record Move(double gradientNorm, boolean taken) {}

  /**
   * Moves the weights by the gradients of the last passes, unless loss or gradient is not finite.
   *
   * @param rate the learning rate
   */
  Move move(double loss, double rate) {
    Map<String, NDArray> sums = gradients.get(0).tensors();
    double norm = optimiser.norm(sums);
    boolean finite = Double.isFinite(norm) && Double.isFinite(loss);
    if (finite) {
      optimiser.step(sums, Math.min(1, clipNorm / (norm + 1e-6)), rate);
    }
    return new Move(norm, finite);
  }
}
