package io.github.rrm4j.trainer;

import ai.djl.ndarray.NDManager;
import io.github.rrm4j.model.Gradients;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.MicroBatches;
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
 * one micro-batch. Differs from {@link Update} in what a row gives: one value, whose gradient is
 * known in closed form, and no log-probs.
 */
final class PairUpdate {

  private final LanguageModel model;
  private final OptimiserStep step;
  private final PassMemory memory;
  private final NDManager manager;

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
    this.step = new OptimiserStep(model, optimiser, clipNorm, tokenBudget, manager);
    this.memory = memory;
    this.manager = manager;
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
    return step.take(
        lengths,
        all,
        (micro, halvings) -> {
          Passes passes = new Passes(pairs, loss);
          passes.run(micro);
          return result(passes, rate, halvings);
        });
  }

  private Result result(Passes passes, double rate, int halvings) {
    Stopwatch watch = new Stopwatch();
    double mean = passes.loss();
    OptimiserStep.Move move = step.move(mean, rate);
    watch.lap("update/optimiser");
    passes.seconds.forEach(watch::add);
    return new Result(
        mean,
        move.gradientNorm(),
        move.taken(),
        passes.chosen,
        passes.rejected,
        passes.paddingShare(),
        halvings,
        watch.seconds());
  }

  /** The passes of a step. */
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

    void run(MicroBatches micro) {
      int workers = step.workers(micro);
      for (Map<String, Double> times : step.passes(micro, this::pass)) {
        times.forEach((part, s) -> seconds.merge(part, s / workers, Double::sum));
      }
      for (int[] batch : micro.batches()) {
        computed += (long) batch.length * pairs.get(batch[0]).positions(); // the longest is first
      }
    }

    private Map<String, Double> pass(int[] batch, Gradients into) {
      Stopwatch watch = new Stopwatch();
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
      return watch.seconds();
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
