package io.github.rrm4j.trainer.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.RowLogprobs;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rollout.LocalEngine;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Memory of a GPU that is used up, as its engine would say it: the run goes on, and ends alike. */
class OutOfMemoryRunTest {

  private static final int STEPS = 4;
  private static final int PROMPTS = 4;
  private static final int SAMPLES = 4;

  private static EngineException usedUp() {
    return new EngineException(
        "CUDA out of memory. Tried to allocate 20.00 MiB. GPU 0 has a total capacity of 79.10 GiB");
  }

  /** -sum of advantage times log-prob; more rows than so many together are too many. */
  private record PolicyGradient(List<Rollout> rollouts, int most) implements TokenLoss {

    @Override
    public NDArray sum(NDManager scope, NDArray logprobs, int[] rows) {
      if (rows.length > most) {
        throw usedUp();
      }
      float[] advantages = new float[(int) logprobs.size()];
      int at = 0;
      for (int row : rows) {
        int[] ids = rollouts.get(row).sequence().completion();
        float even = Arrays.stream(ids).filter(id -> id % 2 == 0).count() / (float) ids.length;
        Arrays.fill(advantages, at, at + ids.length, even - 0.5f);
        at += ids.length;
      }
      return logprobs.mul(scope.create(advantages)).sum().neg();
    }
  }

  /**
   * What came of a run.
   *
   * @param losses of each step
   * @param slots of the last rollout
   */
  private record Run(double[] losses, int rolloutHalvings, int updateHalvings, int slots) {}

  private static Run run(IntPredicate ends, int mostRows) {
    double[] losses = new double[STEPS];
    int rollouts = 0;
    int updates = 0;
    int slots = 0;
    try (TinyModel tiny = new TinyModel()) {
      RolloutEngine engine = new LocalEngine(tiny.model, ends, PROMPTS * SAMPLES, tiny.stage);
      AdamW optimizer = new AdamW(tiny.model.trainable(), TinyModel.adam(), tiny.stage);
      TokenUpdate update =
          new TokenUpdate(
              new OptimizerStep(tiny.model, optimizer, 1, 4096, tiny.stage), PassMemory.DEFAULT);
      for (int step = 0; step < STEPS; step++) {
        List<Request> requests = new ArrayList<>();
        for (int p = 0; p < PROMPTS; p++) {
          Key key = Key.of(step, "run").with(p);
          int[] prompt = IntStream.range(0, 5 + p).map(i -> key.below(i, 40)).toArray();
          requests.add(new Request(prompt, key));
        }
        RolloutEngine.Outcome outcome = engine.run(requests, SAMPLES, new Sampling(1, 12));
        List<Rollout> all = outcome.groups().stream().flatMap(List::stream).toList();
        List<TokenSequence> rows = all.stream().map(Rollout::sequence).toList();
        UpdateResult<TokenUpdate.Numbers> result =
            update.apply(rows, new PolicyGradient(all, mostRows), 1, 1e-2);
        losses[step] = result.loss();
        rollouts += outcome.occupancy().halvings();
        updates += result.halvings();
        slots = outcome.occupancy().slots();
      }
    }
    return new Run(losses, rollouts, updates, slots);
  }

  @Test
  void aRunWhoseMemoryIsUsedUpHasTheLossesOfOneWhoseMemoryIsEnough() {
    Run enough = run(id -> false, Integer.MAX_VALUE);
    assertEquals(0, enough.rolloutHalvings() + enough.updateHalvings());
    assertEquals(PROMPTS * SAMPLES, enough.slots());
    AtomicInteger tokens = new AtomicInteger();
    IntPredicate twice = // in the first rollout, and in the one that begins again after it
        id -> {
          int token = tokens.incrementAndGet();
          if (token == 70 || token == 200) {
            throw usedUp();
          }
          return false;
        };
    Run tight = run(twice, 2);
    assertEquals(2, tight.rolloutHalvings());
    assertTrue(tight.updateHalvings() >= 2, tight.toString());
    assertEquals(PROMPTS * SAMPLES / 4, tight.slots(), "the smaller number is kept");
    assertArrayEquals(enough.losses(), tight.losses(), 1e-5);
    for (int step = 1; step < STEPS; step++) {
      assertTrue(Math.abs(enough.losses()[step] - enough.losses()[0]) > 1e-4, "all losses alike");
    }
  }

  @Test
  void oneSequenceThatDoesNotFitIsAnError() {
    IntPredicate always =
        id -> {
          throw usedUp();
        };
    EngineException error = assertThrows(EngineException.class, () -> run(always, 1));
    assertTrue(error.getMessage().contains("CUDA out of memory"), error.getMessage());
    IntPredicate other =
        id -> {
          throw new EngineException("an illegal memory access was encountered");
        };
    AtomicInteger calls = new AtomicInteger();
    assertThrows(
        EngineException.class,
        () ->
            run(
                id -> {
                  calls.incrementAndGet();
                  return other.test(id);
                },
                1));
    assertTrue(calls.get() <= 4, calls + " tries of what is no matter of memory");
  }

  @Test
  void logprobsOfAReferenceAreComputedInSmallerParts() {
    try (TinyModel tiny = new TinyModel()) {
      List<TokenSequence> rows = TinyModel.rows(12, Key.of(3, "rows"));
      float[][] expected =
          new RowLogprobs(tiny.model, 4096, PassMemory.DEFAULT, tiny.stage).of(rows, 1);
      AtomicInteger passes = new AtomicInteger();
      NDManager failing = failing(tiny.stage, passes, 3);
      RowLogprobs halved = new RowLogprobs(tiny.model, 4096, PassMemory.DEFAULT, failing);
      float[][] found = halved.of(rows, 1);
      for (int row = 0; row < rows.size(); row++) {
        assertArrayEquals(expected[row], found[row], 1e-5f);
      }
      int before = passes.get();
      halved.of(rows, 1);
      assertTrue(passes.get() - before > 2, "the smaller parts are kept");
      NDManager broken = failing(tiny.stage, new AtomicInteger(), Integer.MAX_VALUE);
      RowLogprobs hopeless = new RowLogprobs(tiny.model, 4096, PassMemory.DEFAULT, broken);
      assertThrows(EngineException.class, () -> hopeless.of(rows, 1));
    }
  }

  /** A manager under which the first scopes find no memory. */
  private static NDManager failing(NDManager manager, AtomicInteger scopes, int failures) {
    return (NDManager)
        Proxy.newProxyInstance(
            NDManager.class.getClassLoader(),
            new Class<?>[] {NDManager.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("newSubManager")
                  && scopes.incrementAndGet() <= failures) {
                throw usedUp();
              }
              try {
                return method.invoke(manager, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
