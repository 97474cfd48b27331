package io.github.rrm4j.trainer.dpo;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.index.NDIndex;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.RowLogprobs;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.trainer.dpo.PreferenceLoss.Ipo;
import io.github.rrm4j.trainer.dpo.PreferenceLoss.Sigmoid;
import io.github.rrm4j.trainer.optimizer.AdamW;
import io.github.rrm4j.trainer.optimizer.OptimizerSettings;
import io.github.rrm4j.trainer.optimizer.OptimizerStep;
import io.github.rrm4j.trainer.optimizer.TinyModel;
import io.github.rrm4j.trainer.optimizer.TokenUpdate;
import io.github.rrm4j.trainer.optimizer.UpdateResult;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The gradient of preference losses through the whole model, in two passes. */
class PreferenceBatchTest {

  /** Five pairs: of each the chosen row, then the rejected one. */
  private static final List<TokenSequence> ROWS = TinyModel.rows(10, Key.of(3, "preferences"));

  private static final int[] PAIRS = {0, 1, 2, 3, 4};
  private static final List<PreferenceLoss> LOSSES =
      List.of(new Sigmoid(0.5, 0), new Sigmoid(0.5, 0.1), new Ipo(0.5));

  private static final double NLL = 2;

  /** A reference that gives the margins different signs and sizes. */
  private static final ReferenceLogprobs REFERENCE =
      new ReferenceLogprobs(
          new double[] {-20, -31, -40, -18, -50}, new double[] {-25, -30, -35, -22, -41});

  private static PreferenceBatch batch(TinyModel tiny, int budget) {
    RowLogprobs logprobs = new RowLogprobs(tiny.model, budget, PassMemory.DEFAULT, tiny.stage);
    return PreferenceBatch.of(logprobs.of(ROWS, 1), REFERENCE, PAIRS);
  }

  private static UpdateResult<TokenUpdate.Numbers> descend(
      TinyModel tiny, int budget, PreferenceLoss loss) {
    OptimizerSettings settings = TinyModel.gradientDescent();
    AdamW optimizer = new AdamW(tiny.model.trainable(), settings, tiny.stage);
    return new TokenUpdate(
            new OptimizerStep(tiny.model, optimizer, 1e9, budget, tiny.stage), PassMemory.DEFAULT)
        .apply(ROWS, batch(tiny, budget).tokenLoss(loss, NLL, ROWS), 1, settings.learningRate());
  }

  @Test
  void theGradientOfEachLossIsThatOfFiniteDifferences() {
    for (PreferenceLoss loss : LOSSES) {
      try (TinyModel tiny = new TinyModel()) {
        Map<String, float[]> before = tiny.weights();
        descend(tiny, 32, loss);
        Map<String, float[]> after = tiny.weights();
        before.forEach(
            (name, values) ->
                tiny.tensor(name)
                    .set(
                        new NDIndex(":"), tiny.stage.create(values, tiny.tensor(name).getShape())));
        for (String name : before.keySet()) {
          int at = steepest(before.get(name), after.get(name));
          double gradient = before.get(name)[at] - after.get(name)[at]; // a descent of rate 1
          assertTrue(Math.abs(gradient) > 1e-3, name + " has the gradient " + gradient);
          double slope = slope(tiny, name, at, loss);
          assertEquals(slope, gradient, 2e-3 + 0.02 * Math.abs(gradient), loss + " " + name);
        }
      }
    }
  }

  private static int steepest(float[] before, float[] after) {
    int steepest = 0;
    for (int i = 1; i < before.length; i++) {
      if (Math.abs(before[i] - after[i]) > Math.abs(before[steepest] - after[steepest])) {
        steepest = i;
      }
    }
    return steepest;
  }

  private static double slope(TinyModel tiny, String name, int at, PreferenceLoss loss) {
    float h = 0.003f;
    NDArray flat = tiny.tensor(name).reshape(-1);
    float value = flat.getFloat(at);
    double[] losses = new double[2];
    for (int side = 0; side < 2; side++) {
      flat.set(new NDIndex(at), value + (side == 0 ? -h : h));
      losses[side] = batch(tiny, 1000).loss(loss, NLL);
    }
    flat.set(new NDIndex(at), value);
    return (losses[1] - losses[0]) / (2 * h);
  }

  @Test
  void thePairsOfAStepMayBeCutIntoAnyMicroBatches() {
    for (PreferenceLoss loss : LOSSES) {
      try (TinyModel whole = new TinyModel();
          TinyModel cut = new TinyModel()) {
        Map<String, float[]> before = whole.weights();
        UpdateResult<TokenUpdate.Numbers> one = descend(whole, 10_000, loss);
        UpdateResult<TokenUpdate.Numbers> many = descend(cut, 1, loss); // every row alone
        double moved = TinyModel.distance(before, whole.weights());
        assertTrue(moved > 0.01, "the weights have moved by " + moved);
        assertEquals(one.gradientNorm(), many.gradientNorm(), 1e-4 * one.gradientNorm());
        assertEquals(0, TinyModel.distance(whole.weights(), cut.weights()), 1e-4 * moved);
      }
    }
  }

  @Test
  void stepsRaiseTheChosenAboveTheRejected() {
    try (TinyModel tiny = new TinyModel()) {
      RowLogprobs logprobs = new RowLogprobs(tiny.model, 64, PassMemory.DEFAULT, tiny.stage);
      double[] sums = ReferenceLogprobs.sums(logprobs.of(ROWS, 1));
      double[] chosen = IntStream.of(PAIRS).mapToDouble(p -> sums[2 * p]).toArray();
      double[] rejected = IntStream.of(PAIRS).mapToDouble(p -> sums[2 * p + 1]).toArray();
      ReferenceLogprobs start = new ReferenceLogprobs(chosen, rejected);
      Sigmoid loss = new Sigmoid(0.5, 0);
      AdamW optimizer = new AdamW(tiny.model.trainable(), TinyModel.adam(), tiny.stage);
      TokenUpdate update =
          new TokenUpdate(
              new OptimizerStep(tiny.model, optimizer, 1, 64, tiny.stage), PassMemory.DEFAULT);
      assertEquals(
          Math.log(2), PreferenceBatch.of(logprobs.of(ROWS, 1), start, PAIRS).loss(loss, 0), 1e-6);
      for (int step = 0; step < 40; step++) {
        PreferenceBatch now = PreferenceBatch.of(logprobs.of(ROWS, 1), start, PAIRS);
        update.apply(ROWS, now.tokenLoss(loss, 0, ROWS), 1, 1e-2);
      }
      PreferenceBatch end = PreferenceBatch.of(logprobs.of(ROWS, 1), start, PAIRS);
      assertEquals(5, end.right());
      assertTrue(end.loss(loss, 0) < 0.3, "loss " + end.loss(loss, 0));
      assertArrayEquals(chosen, start.chosen());
    }
  }
}
