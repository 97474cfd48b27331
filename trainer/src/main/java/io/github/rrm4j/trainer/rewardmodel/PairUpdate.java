package io.github.rrm4j.trainer.rewardmodel;

import ai.djl.ndarray.NDManager;
import io.github.rrm4j.model.MicroBatches;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.ValuePass;
import io.github.rrm4j.trainer.optimizer.OptimizerStep;
import io.github.rrm4j.trainer.optimizer.Stopwatch;
import io.github.rrm4j.trainer.optimizer.TokenUpdate;
import io.github.rrm4j.trainer.optimizer.UpdateResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * An optimizer step of a reward model on whole pairs.
 *
 * <p>The loss of a step is the mean over all its pairs, so how they are cut into micro-batches
 * changes nothing but rounding. The two rows of a pair, which the loss couples, lie side by side in
 * one micro-batch. Differs from {@link TokenUpdate} in what a row gives: one value, whose gradient
 * is known in closed form, and no log-probs.
 *
 * @param memory what a pass keeps for the way back
 */
public record PairUpdate(OptimizerStep optimizerStep, PassMemory memory) {

  /**
   * Takes a step.
   *
   * @param pairs of the step, at least one
   */
  UpdateResult<Scores> apply(List<TokenPair> pairs, BradleyTerryLoss loss, double rate) {
    int[] lengths = pairs.stream().mapToInt(TokenPair::positions).toArray();
    int[] all = IntStream.range(0, lengths.length).toArray();
    PairPass pass = new PairPass(optimizerStep, memory, pairs, loss);
    return optimizerStep.step(lengths, all, pass, rate);
  }

  /**
   * What is kept of a micro-batch.
   *
   * @param values (2 pairs): of each pair the chosen one's, then the rejected one's
   */
  private record Kept(int[] batch, float[] values) {}

  /**
   * The scores before the step, by pair.
   *
   * @param chosen of the better responses
   * @param rejected of the other ones
   */
  record Scores(float[] chosen, float[] rejected) {}

  /** Forward to the values, and back from the slope of the loss by each of them. */
  private record PairPass(
      OptimizerStep step, PassMemory memory, List<TokenPair> pairs, BradleyTerryLoss loss)
      implements OptimizerStep.Pass<Kept, Scores> {

    @Override
    public Kept compute(int[] batch, OptimizerStep.Worker worker) {
      Stopwatch watch = worker.watch();
      List<int[]> rows = new ArrayList<>();
      for (int pair : batch) {
        rows.add(pairs.get(pair).chosen());
        rows.add(pairs.get(pair).rejected());
      }
      try (NDManager scope = step.manager().newSubManager()) {
        ValuePass pass = worker.model().forwardWhole(scope, rows, worker.memory(memory));
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

    /** Of the two rows of a pair the shorter one may be padded too. */
    @Override
    public double paddingShare(MicroBatches computed) {
      long positions =
          computed.batches().stream()
              .mapToLong(batch -> (long) batch.length * pairs.get(batch[0]).positions())
              .sum(); // the longest of a batch is first
      return 1 - (double) pairs.stream().mapToLong(TokenPair::tokens).sum() / positions;
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
