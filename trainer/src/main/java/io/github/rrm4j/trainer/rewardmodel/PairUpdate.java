package io.github.rrm4j.trainer.rewardmodel;

import ai.djl.ndarray.NDManager;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.ValuePass;
import io.github.rrm4j.trainer.optimizer.OptimizerStep;
import io.github.rrm4j.trainer.optimizer.Stopwatch;
import io.github.rrm4j.trainer.optimizer.TokenUpdate;
import io.github.rrm4j.trainer.optimizer.UpdateResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * An optimizer step of a reward model on whole pairs.
 *
 * <p>The loss of a step is the mean over all its pairs, so how they are cut into micro-batches
 * changes nothing but rounding. The two rows of a pair, which the loss couples, lie side by side in
 * one micro-batch. Differs from {@link TokenUpdate} in what a row gives: one value, whose gradient
 * is known in closed form, and no log-probs.
 */
public final class PairUpdate {

  private final LanguageModel model;
  private final OptimizerStep optimizerStep;
  private final PassMemory memory;
  private final NDManager manager;

  /**
   * @param optimizerStep cuts a step into micro-batches and moves the weights
   * @param memory what a pass keeps for the way back
   */
  public PairUpdate(OptimizerStep optimizerStep, PassMemory memory) {
    this.model = optimizerStep.model();
    this.optimizerStep = optimizerStep;
    this.memory = memory;
    this.manager = optimizerStep.manager();
  }

  /**
   * The outcome of a step.
   *
   * @param loss mean over the pairs
   * @param gradientNorm global norm before clipping
   * @param taken whether the weights were moved: not if the loss or the gradient is not finite
   * @param chosen scores of the better responses before the step, by pair
   * @param rejected scores of the other ones
   * @param paddingShare padded positions as a share of all computed
   * @param halvings how often the micro-batches were halved because memory ran out
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
      Map<String, Double> seconds)
      implements UpdateResult {}

  /**
   * Takes a step.
   *
   * @param pairs of the step, at least one
   * @param rate the learning rate
   */
  Result apply(List<TokenPair> pairs, BradleyTerryLoss loss, double rate) {
    int[] lengths = pairs.stream().mapToInt(TokenPair::positions).toArray();
    int[] all = IntStream.range(0, lengths.length).toArray();
    OptimizerStep.Result<Scores> result =
        optimizerStep.step(lengths, all, new PairPass(pairs, loss), rate);
    long positions =
        result.microBatches().batches().stream()
            .mapToLong(batch -> (long) batch.length * lengths[batch[0]]) // the longest is first
            .sum();
    long tokens = pairs.stream().mapToLong(TokenPair::tokens).sum();
    return new Result(
        result.loss(),
        result.gradientNorm(),
        result.taken(),
        result.numbers().chosen(),
        result.numbers().rejected(),
        1 - (double) tokens / positions,
        result.halvings(),
        result.seconds());
  }

  /**
   * What is kept of a micro-batch.
   *
   * @param values (2 pairs): of each pair the chosen one's, then the rejected one's
   */
  private record Kept(int[] batch, float[] values) {}

  /** The scores of all pairs of the step, by pair. */
  private record Scores(float[] chosen, float[] rejected) {}

  /** Forward to the values, and back from the slope of the loss by each of them. */
  private final class PairPass implements OptimizerStep.Pass<Kept, Scores> {

    private final List<TokenPair> pairs;
    private final BradleyTerryLoss loss;

    PairPass(List<TokenPair> pairs, BradleyTerryLoss loss) {
      this.pairs = pairs;
      this.loss = loss;
    }

    @Override
    public Kept compute(int[] batch, OptimizerStep.Worker worker) {
      Stopwatch watch = worker.watch();
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
          BradleyTerryLoss.Term term = loss.of(values[2 * i], values[2 * i + 1]);
          gradient[2 * i] = (float) (term.byChosen() / pairs.size());
          gradient[2 * i + 1] = (float) (term.byRejected() / pairs.size());
        }
        pass.backward(scope, gradient, worker.gradients());
        watch.lap("update/backward");
        return new Kept(batch, values);
      }
    }

    @Override
    public Scores read(List<Kept> kept) {
      Scores scores = new Scores(new float[pairs.size()], new float[pairs.size()]);
      for (Kept one : kept) {
        for (int i = 0; i < one.batch().length; i++) {
          scores.chosen()[one.batch()[i]] = one.values()[2 * i];
          scores.rejected()[one.batch()[i]] = one.values()[2 * i + 1];
        }
      }
      return scores;
    }

    /** Mean over the pairs. */
    @Override
    public double loss(Scores scores) {
      double sum = 0;
      for (int i = 0; i < scores.chosen().length; i++) {
        sum += loss.of(scores.chosen()[i], scores.rejected()[i]).value();
      }
      return sum / scores.chosen().length;
    }
  }
}
