package io.github.rrm4j.trainer.optimizer;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.model.Gradients;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.MicroBatches;
import io.github.rrm4j.model.OutOfMemory;
import io.github.rrm4j.model.PassMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * One optimizer step, whatever the loss: cut the rows into micro-batches, compute the gradient of
 * each (the {@link Pass}), add the gradients up, clip them by their global norm, AdamW.
 *
 * <p>Workers share the micro-batches. If memory runs out, the step starts again with micro-batches
 * of half the size, or, where those are single sequences, with activations that are computed again
 * in the backward pass; later steps keep that.
 */
public final class OptimizerStep {

  private static final Logger LOG = LogManager.getLogger(OptimizerStep.class);

  private final LanguageModel model;
  private final AdamW optimizer;
  private final double clipNorm;
  private final NDManager manager;
  private final List<Gradients> gradients = new ArrayList<>(); // by worker
  private int tokenBudget;
  private boolean recomputing;
  private Runnable settled = () -> {};

  /**
   * @param tokenBudget most positions, padding included, of a micro-batch of more than one row
   * @param manager owns the gradients
   */
  public OptimizerStep(
      LanguageModel model, AdamW optimizer, double clipNorm, int tokenBudget, NDManager manager) {
    this.model = model;
    this.optimizer = optimizer;
    this.clipNorm = clipNorm;
    this.tokenBudget = tokenBudget;
    this.manager = manager;
    for (int worker = 0; worker < model.workers().count(); worker++) {
      gradients.add(model.gradients(manager));
    }
  }

  /**
   * From now on the parts of a step are timed to the end of their work, which makes a step on a GPU
   * slower.
   *
   * @param wait returns when the device has done what it was given
   */
  public void timeExactly(Runnable wait) {
    settled = wait;
  }

  /** Whose weights are moved. */
  public LanguageModel model() {
    return model;
  }

  /** Owns the gradients. */
  public NDManager manager() {
    return manager;
  }

  /**
   * The forward and backward pass over the rows of a step.
   *
   * @param <K> what is kept of a micro-batch until all of them are done; it may hold tensors
   * @param <R> the numbers of the whole step
   */
  public interface Pass<K, R> {

    /**
     * Computes a micro-batch.
     *
     * @param batch indices of its rows
     */
    K compute(int[] batch, Worker worker);

    /** Reads the numbers of the step; tensors are read only here, so that no pass waits for one. */
    R read(List<K> kept);

    double loss(R numbers);

    /** Padded positions as a share of all computed. */
    default double paddingShare(MicroBatches computed) {
      return computed.paddingShare();
    }
  }

  /**
   * What a pass computes with and where it leaves its results.
   *
   * @param model whose weights are moved by the step, in the type of the forward pass
   * @param gradients to which the pass adds its own
   * @param scope owns what is kept until the end of the step
   * @param watch on which the parts of the pass are timed
   * @param recomputing whether no more is kept than each layer's input
   */
  public record Worker(
      LanguageModel model,
      Gradients gradients,
      NDManager scope,
      Stopwatch watch,
      boolean recomputing) {

    /** What a pass keeps that would keep so much if there were enough memory. */
    public PassMemory memory(PassMemory wanted) {
      return recomputing && wanted.checkpointEvery() == 0
          ? new PassMemory(wanted.logitBytes(), 1)
          : wanted;
    }
  }

  /**
   * Takes a step.
   *
   * @param lengths positions of each row
   * @param rows the indices of the rows that are computed, at least one
   */
  public <K, R> UpdateResult<R> step(int[] lengths, int[] rows, Pass<K, R> pass, double rate) {
    int workers = model.workers().count();
    for (int halvings = 0; ; halvings++) {
      MicroBatches micro =
          MicroBatches.ofLengths(lengths, rows, Math.max(1, tokenBudget / workers));
      Computed<R> computed;
      try (NDManager scope = manager.newSubManager()) {
        computed = attempt(micro, pass, scope);
      } catch (EngineException e) {
        boolean single = micro.batches().stream().allMatch(b -> b.length == 1);
        if (!OutOfMemory.caused(e) || single && recomputing) {
          throw e;
        }
        if (single) {
          recomputing = true;
          LOG.warn(
              "memory ran out with one sequence at a time: from here on activations are computed again in the backward pass, which is slower; update.activation_checkpoint_interval: 1 does so from the start");
        } else {
          tokenBudget = workers * halved(lengths, micro);
        }
        continue;
      }
      return moved(computed, rate, pass.paddingShare(micro), halvings);
    }
  }

  private Worker worker(int number, LanguageModel cast, NDManager scope) {
    return new Worker(cast, gradients.get(number), scope, new Stopwatch(settled), recomputing);
  }

  /** What the passes of a step have given. The gradients are those of worker 0. */
  private record Computed<R>(R numbers, double loss, List<Stopwatch> watches) {}

  private <K, R> Computed<R> attempt(MicroBatches micro, Pass<K, R> pass, NDManager scope) {
    int count = Math.min(model.workers().count(), micro.batches().size());
    LanguageModel cast = model.cast(scope);
    List<Worker> workers =
        IntStream.range(0, count).mapToObj(worker -> worker(worker, cast, scope)).toList();
    R numbers = pass.read(passes(micro, pass, workers));
    return new Computed<>(
        numbers, pass.loss(numbers), workers.stream().map(Worker::watch).toList());
  }

  /** Moves the weights, once: what fails here is not tried again. */
  private <R> UpdateResult<R> moved(
      Computed<R> computed, double rate, double paddingShare, int halvings) {
    Stopwatch watch = new Stopwatch(settled);
    Map<String, NDArray> gradient = gradients.get(0).tensors();
    double norm = optimizer.norm(gradient);
    boolean finite = Double.isFinite(norm) && Double.isFinite(computed.loss());
    if (finite) {
      optimizer.step(gradient, Math.min(1, clipNorm / (norm + 1e-6)), rate);
    }
    watch.lap("update/optimizer");
    int count = computed.watches().size();
    for (Stopwatch worker : computed.watches()) {
      worker.seconds().forEach((part, s) -> watch.add(part, s / count));
    }
    return new UpdateResult<>(
        computed.loss(), norm, finite, computed.numbers(), paddingShare, halvings, watch.seconds());
  }

  /**
   * Micro-batch i belongs to worker i modulo the number of workers. Each worker adds to gradients
   * of its own, which are added up in the order of the workers, so that the sum does not depend on
   * which of them is faster.
   */
  private <K> List<K> passes(MicroBatches micro, Pass<K, ?> pass, List<Worker> workers) {
    List<int[]> batches = micro.batches();
    List<List<K>> byWorker =
        model
            .workers()
            .run(
                workers.size(),
                worker -> {
                  gradients.get(worker).clear();
                  List<K> kept = new ArrayList<>();
                  for (int b = worker; b < batches.size(); b += workers.size()) {
                    kept.add(pass.compute(batches.get(b), workers.get(worker)));
                  }
                  return kept;
                });
    for (int worker = 1; worker < workers.size(); worker++) {
      gradients.get(0).add(gradients.get(worker));
    }
    return byWorker.stream().flatMap(List::stream).toList();
  }

  /** A budget for which the largest micro-batch has half of its rows. */
  private static int halved(int[] lengths, MicroBatches micro) {
    return micro.batches().stream()
        .mapToInt(batch -> Math.max(1, batch.length / 2) * lengths[batch[0]])
        .max()
        .orElseThrow();
  }
}
