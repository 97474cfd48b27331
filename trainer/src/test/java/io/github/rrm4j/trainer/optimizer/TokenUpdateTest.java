package io.github.rrm4j.trainer.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.TokenSequence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TokenUpdateTest {

  private static final TokenLoss NLL = (scope, logprobs, rows) -> logprobs.sum().neg();
  private static final List<TokenSequence> ROWS = TinyModel.rows(9, Key.of(2, "rows"));
  private static final int[] ALL = IntStream.range(0, ROWS.size()).toArray();
  private static final double NO_CLIP = 1e9;

  @TempDir Path folder;

  private static UpdateResult<TokenUpdate.Numbers> descend(
      TinyModel tiny, int budget, double clip) {
    return descend(tiny, budget, clip, NLL);
  }

  private static UpdateResult<TokenUpdate.Numbers> descend(
      TinyModel tiny, int budget, double clip, TokenLoss loss) {
    OptimizerSettings settings = TinyModel.gradientDescent();
    AdamW optimizer = new AdamW(tiny.model.trainable(), settings, tiny.stage);
    return new TokenUpdate(
            new OptimizerStep(tiny.model, optimizer, clip, budget, tiny.stage), PassMemory.DEFAULT)
        .apply(ROWS, loss, 1, settings.learningRate());
  }

  @Test
  void howRowsAreCutIntoMicroBatchesChangesOnlyRounding() {
    try (TinyModel one = new TinyModel();
        TinyModel few = new TinyModel();
        TinyModel many = new TinyModel()) {
      Map<String, float[]> before = one.weights();
      UpdateResult<TokenUpdate.Numbers> whole = descend(one, 10_000, NO_CLIP);
      assertTrue(TinyModel.distance(before, one.weights()) > 0.01, "the weights have moved");
      assertTrue(whole.paddingShare() > 0.2);
      for (UpdateResult<TokenUpdate.Numbers> cut :
          List.of(descend(few, 64, NO_CLIP), descend(many, 16, NO_CLIP))) {
        assertTrue(cut.paddingShare() < whole.paddingShare());
        assertEquals(whole.loss(), cut.loss(), 1e-5);
        assertEquals(whole.gradientNorm(), cut.gradientNorm(), 1e-5);
        assertEquals(whole.numbers().entropyMean(), cut.numbers().entropyMean(), 1e-5);
        for (int row : ALL) {
          assertArrayEquals(
              whole.numbers().logprobs().get(row), cut.numbers().logprobs().get(row), 1e-5f);
        }
      }
      assertEquals(0, TinyModel.distance(one.weights(), few.weights()), 1e-6);
      assertEquals(0, TinyModel.distance(one.weights(), many.weights()), 1e-6);
    }
  }

  @Test
  void theGradientOfTheLossIsThatOfFiniteDifferences() {
    try (TinyModel tiny = new TinyModel()) {
      Map<String, float[]> before = tiny.weights();
      assertEquals(loss(tiny), descend(tiny, 32, NO_CLIP).loss(), 1e-5);
      Map<String, float[]> after = tiny.weights();
      before.forEach(
          (name, values) -> tiny.tensor(name).set(new NDIndex(":"), restored(tiny, name, values)));
      for (String name : before.keySet()) {
        int at = steepest(before.get(name), after.get(name));
        double gradient = before.get(name)[at] - after.get(name)[at]; // a descent of rate 1
        assertTrue(Math.abs(gradient) > 1e-3, name + " has the gradient " + gradient);
        assertEquals(slope(tiny, name, at), gradient, 1e-4 + 0.01 * Math.abs(gradient), name);
      }
    }
  }

  private static NDArray restored(TinyModel tiny, String name, float[] values) {
    return tiny.stage.create(values, tiny.tensor(name).getShape());
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

  private static double slope(TinyModel tiny, String name, int at) {
    float h = 0.01f;
    NDArray flat = tiny.tensor(name).reshape(-1);
    float value = flat.getFloat(at);
    double[] losses = new double[2];
    for (int side = 0; side < 2; side++) {
      flat.set(new NDIndex(at), value + (side == 0 ? -h : h));
      losses[side] = loss(tiny);
    }
    flat.set(new NDIndex(at), value);
    return (losses[1] - losses[0]) / (2 * h);
  }

  /** Per completion token, summed in double precision. */
  private static double loss(TinyModel tiny) {
    try (NDManager scope = tiny.manager.newSubManager()) {
      float[] logprobs =
          tiny.model.logprobs(scope, ROWS, 1, PassMemory.DEFAULT).values().toFloatArray();
      double sum = 0;
      for (float logprob : logprobs) {
        sum -= logprob;
      }
      return sum / logprobs.length;
    }
  }

  @Test
  void gradientsAreClippedToTheirGlobalNorm() {
    try (TinyModel free = new TinyModel();
        TinyModel clipped = new TinyModel()) {
      Map<String, float[]> before = free.weights();
      double norm = descend(free, 64, NO_CLIP).gradientNorm();
      double squares = 0;
      Map<String, float[]> whole = free.weights();
      for (String name : before.keySet()) {
        for (int i = 0; i < before.get(name).length; i++) {
          squares += Math.pow(before.get(name)[i] - whole.get(name)[i], 2);
        }
      }
      assertEquals(Math.sqrt(squares), norm, 1e-4 * norm);

      double clip = norm / 5;
      assertEquals(norm, descend(clipped, 64, clip).gradientNorm(), 1e-5); // before clipping
      Map<String, float[]> fifth = clipped.weights();
      for (String name : before.keySet()) {
        for (int i = 0; i < before.get(name).length; i++) {
          double full = before.get(name)[i] - whole.get(name)[i];
          assertEquals(full / 5, before.get(name)[i] - fifth.get(name)[i], 1e-6, name);
        }
      }
    }
  }

  /** Rows 0, 3 and 6 of a weighted sum have the weight 0. */
  private record Weighted(boolean skips) implements TokenLoss {
    @Override
    public NDArray sum(NDManager scope, NDArray logprobs, int[] rows) {
      float[] weights = new float[IntStream.of(rows).map(Weighted::tokens).sum()];
      int at = 0;
      for (int row : rows) {
        Arrays.fill(weights, at, at += tokens(row), row % 3);
      }
      return logprobs.mul(scope.create(weights)).sum().neg();
    }

    private static int tokens(int row) {
      return ROWS.get(row).completion().length;
    }

    @Override
    public boolean hasGradient(int row) {
      return !skips || row % 3 != 0;
    }
  }

  @Test
  void aRowThatCannotMoveTheWeightsIsNotComputedAndStillCounts() {
    try (TinyModel all = new TinyModel();
        TinyModel some = new TinyModel()) {
      UpdateResult<TokenUpdate.Numbers> whole = descend(all, 64, NO_CLIP, new Weighted(false));
      UpdateResult<TokenUpdate.Numbers> less = descend(some, 64, NO_CLIP, new Weighted(true));
      assertEquals(9, whole.numbers().logprobs().size());
      assertEquals(Set.of(1, 2, 4, 5, 7, 8), less.numbers().logprobs().keySet());
      assertEquals(whole.loss(), less.loss(), 1e-5);
      assertEquals(whole.gradientNorm(), less.gradientNorm(), 1e-5);
      assertEquals(0, TinyModel.distance(all.weights(), some.weights()), 1e-6);
    }
  }

  /** No row has a gradient. */
  private record Still() implements TokenLoss {
    @Override
    public NDArray sum(NDManager scope, NDArray logprobs, int[] rows) {
      return logprobs.mul(0).sum();
    }

    @Override
    public boolean hasGradient(int row) {
      return false;
    }
  }

  @Test
  void ifNoRowHasAGradientTheFirstIsComputed() {
    try (TinyModel tiny = new TinyModel()) {
      Map<String, float[]> before = tiny.weights();
      UpdateResult<TokenUpdate.Numbers> result =
          new TokenUpdate(
                  new OptimizerStep(
                      tiny.model,
                      new AdamW(tiny.model.trainable(), TinyModel.gradientDescent(), tiny.stage),
                      1,
                      64,
                      tiny.stage),
                  PassMemory.DEFAULT)
              .apply(List.of(ROWS.get(6), ROWS.get(3)), new Still(), 1, 1);
      assertEquals(Set.of(0), result.numbers().logprobs().keySet());
      assertEquals(0, result.gradientNorm());
      assertEquals(0, TinyModel.distance(before, tiny.weights()));
    }
  }

  @Test
  void aStepThatIsNotFiniteLeavesNothingBehind() throws IOException {
    List<TokenLoss> spoilt =
        List.of(
            (scope, logprobs, rows) -> logprobs.sum().mul(Float.NaN),
            (scope, logprobs, rows) -> logprobs.sum().mul(Float.POSITIVE_INFINITY),
            (scope, logprobs, rows) -> logprobs.sum().add(Float.NaN), // its gradient is finite
            (scope, logprobs, rows) -> logprobs.sub(logprobs).sqrt().sum()); // only that is not
    for (TokenLoss bad : spoilt) {
      try (TinyModel hit = new TinyModel();
          TinyModel spared = new TinyModel()) {
        AdamW hitOptimizer = new AdamW(hit.model.trainable(), TinyModel.adam(), hit.stage);
        AdamW sparedOptimizer = new AdamW(spared.model.trainable(), TinyModel.adam(), spared.stage);
        TokenUpdate update =
            new TokenUpdate(
                new OptimizerStep(hit.model, hitOptimizer, 1, 64, hit.stage), PassMemory.DEFAULT);
        TokenUpdate twin =
            new TokenUpdate(
                new OptimizerStep(spared.model, sparedOptimizer, 1, 64, spared.stage),
                PassMemory.DEFAULT);
        update.apply(ROWS, NLL, 1, 1e-3);
        twin.apply(ROWS, NLL, 1, 1e-3);
        byte[] moments = written(hitOptimizer);

        UpdateResult<TokenUpdate.Numbers> result = update.apply(ROWS, bad, 1, 1e-3);
        assertFalse(result.taken());
        assertEquals(1, hitOptimizer.steps());
        assertEquals(0, TinyModel.distance(spared.weights(), hit.weights()));
        assertArrayEquals(moments, written(hitOptimizer));

        assertTrue(update.apply(ROWS, NLL, 1, 1e-3).taken());
        assertTrue(twin.apply(ROWS, NLL, 1, 1e-3).taken());
        assertEquals(0, TinyModel.distance(spared.weights(), hit.weights()));
        assertArrayEquals(written(sparedOptimizer), written(hitOptimizer));
      }
    }
  }

  private byte[] written(AdamW optimizer) throws IOException {
    Path file = folder.resolve("optimizer.safetensors");
    optimizer.write(file);
    byte[] bytes = Files.readAllBytes(file);
    Files.delete(file);
    return bytes;
  }

  @Test
  void noArrayIsLeftOverByAStep() {
    try (TinyModel tiny = new TinyModel()) {
      TokenUpdate update =
          new TokenUpdate(
              new OptimizerStep(
                  tiny.model,
                  new AdamW(tiny.model.trainable(), TinyModel.adam(), tiny.stage),
                  1,
                  64,
                  tiny.stage),
              PassMemory.DEFAULT);
      int[] model = new int[10];
      int[] stage = new int[10];
      for (int step = 0; step < 10; step++) {
        update.apply(ROWS, NLL, 1, 1e-3);
        model[step] = tiny.manager.getManagedArrays().size();
        stage[step] = tiny.stage.getManagedArrays().size();
      }
      assertTrue(stage[2] > 0 && model[2] > stage[2]);
      assertEquals(model[2], model[9]);
      assertEquals(stage[2], stage[9]);
    }
  }

  @Test
  void twoRunsHaveTheSameBits() {
    try (TinyModel one = new TinyModel();
        TinyModel other = new TinyModel()) {
      for (TinyModel tiny : List.of(one, other)) {
        TokenUpdate update =
            new TokenUpdate(
                new OptimizerStep(
                    tiny.model,
                    new AdamW(tiny.model.trainable(), TinyModel.adam(), tiny.stage),
                    1,
                    32,
                    tiny.stage),
                PassMemory.DEFAULT);
        for (int step = 0; step < 5; step++) {
          List<TokenSequence> rows = TinyModel.rows(6, Key.of(step, "run"));
          update.apply(rows, NLL, 0.8, 1e-3);
        }
      }
      one.weights()
          .forEach((name, values) -> assertArrayEquals(values, other.weights().get(name), name));
    }
  }

  /** Memory is used up by micro-batches of more than so many rows, as the engine would say it. */
  private record Narrow(int most) implements TokenLoss {
    @Override
    public NDArray sum(NDManager scope, NDArray logprobs, int[] rows) {
      if (rows.length > most) {
        throw new EngineException(
            "[enforce fail at alloc_cpu.cpp:115] DefaultCPUAllocator: not enough memory: you tried to allocate 9 bytes");
      }
      return NLL.sum(scope, logprobs, rows);
    }
  }

  @Test
  void whereMemoryIsUsedUpTheStepIsTakenWithSmallerMicroBatchesAndTheSameResult() {
    try (TinyModel wide = new TinyModel();
        TinyModel narrow = new TinyModel()) {
      UpdateResult<TokenUpdate.Numbers> expected = descend(wide, 4096, 1);
      AdamW optimizer =
          new AdamW(narrow.model.trainable(), TinyModel.gradientDescent(), narrow.stage);
      TokenUpdate update =
          new TokenUpdate(
              new OptimizerStep(narrow.model, optimizer, 1, 4096, narrow.stage),
              PassMemory.DEFAULT);
      double rate = TinyModel.gradientDescent().learningRate();
      UpdateResult<TokenUpdate.Numbers> found = update.apply(ROWS, new Narrow(1), 1, rate);
      assertEquals(0, expected.halvings());
      assertTrue(found.halvings() >= 2, found.halvings() + " halvings");
      assertEquals(expected.loss(), found.loss(), 1e-6);
      assertEquals(0, TinyModel.distance(wide.weights(), narrow.weights()), 1e-6);
      assertEquals(1, optimizer.steps());
      assertEquals(0, update.apply(ROWS, new Narrow(1), 1, rate).halvings(), "it is kept");
    }
  }

  /** Memory is used up by so many attempts, whatever the micro-batches are. */
  private static final class Failing implements TokenLoss {
    private int left;

    Failing(int attempts) {
      left = attempts;
    }

    @Override
    public NDArray sum(NDManager scope, NDArray logprobs, int[] rows) {
      if (left-- > 0) {
        throw new EngineException("CUDA out of memory. Tried to allocate 2.00 GiB");
      }
      return NLL.sum(scope, logprobs, rows);
    }
  }

  @Test
  void whereSingleSequencesTakeTooMuchActivationsAreComputedAgain() {
    try (TinyModel wide = new TinyModel();
        TinyModel narrow = new TinyModel()) {
      UpdateResult<TokenUpdate.Numbers> expected = descend(wide, 1, 1);
      AdamW optimizer =
          new AdamW(narrow.model.trainable(), TinyModel.gradientDescent(), narrow.stage);
      OptimizerStep step = new OptimizerStep(narrow.model, optimizer, 1, 1, narrow.stage);
      TokenUpdate update = new TokenUpdate(step, PassMemory.DEFAULT);
      double rate = TinyModel.gradientDescent().learningRate();
      UpdateResult<TokenUpdate.Numbers> found = update.apply(ROWS, new Failing(1), 1, rate);
      assertEquals(expected.loss(), found.loss(), 1e-6);
      assertEquals(0, TinyModel.distance(wide.weights(), narrow.weights()), 1e-6);
      assertEquals(1, optimizer.steps());
      assertThrows( // there is nothing more to save
          EngineException.class, () -> update.apply(ROWS, new Failing(1), 1, rate));
    }
  }

  @Test
  void whatCannotBeHalvedAnyMoreEndsTheStepAndLeavesNothingBehind() {
    try (TinyModel tiny = new TinyModel()) {
      AdamW optimizer = new AdamW(tiny.model.trainable(), TinyModel.adam(), tiny.stage);
      TokenUpdate update =
          new TokenUpdate(
              new OptimizerStep(tiny.model, optimizer, 1, 64, tiny.stage), PassMemory.DEFAULT);
      update.apply(ROWS, NLL, 1, 1e-3);
      Map<String, float[]> before = tiny.weights();
      int arrays = tiny.stage.getManagedArrays().size() + tiny.manager.getManagedArrays().size();
      assertThrows(EngineException.class, () -> update.apply(ROWS, new Narrow(0), 1, 1e-3));
      assertThrows(
          IllegalStateException.class,
          () ->
              update.apply(
                  ROWS,
                  (scope, logprobs, rows) -> {
                    throw new IllegalStateException("a mistake in a loss");
                  },
                  1,
                  1e-3));
      assertEquals(0, TinyModel.distance(before, tiny.weights()));
      assertEquals(
          arrays, tiny.stage.getManagedArrays().size() + tiny.manager.getManagedArrays().size());
      assertTrue(update.apply(ROWS, NLL, 1, 1e-3).taken(), "it can go on");
    }
  }
}
