package io.github.rrm4j.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.Architecture;
import io.github.rrm4j.model.Decoder;
import io.github.rrm4j.model.Head;
import io.github.rrm4j.model.KvCache;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.Rope;
import io.github.rrm4j.model.Weights;
import io.github.rrm4j.model.cuda.GraphRecorder;
import io.github.rrm4j.model.cuda.Graphs;
import io.github.rrm4j.rollout.Sampling.Candidates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whole rollouts in steps of fixed shapes, recorded and not, against those of growing shapes. */
class FixedStepsTest {

  private static final int VOCAB = 97;

  /** Relative; of logits, which the two ways compute with other kernels. */
  private static final double ROUNDING = 1e-5;

  private static final IntPredicate SOME_END = token -> token % 12 == 0;

  /** Records a step by keeping it, as long as it can. */
  private static final class Keeper implements GraphRecorder {

    private int recorded;
    private int open;
    private int left = Integer.MAX_VALUE;

    @Override
    public <T> T within(Supplier<T> work) {
      return work.get();
    }

    @Override
    public Recording record(Runnable work) {
      if (left-- == 0) {
        throw new IllegalStateException("cannot record");
      }
      recorded++;
      open++;
      return new Recording() {
        @Override
        public void replay() {
          work.run();
        }

        @Override
        public void close() {
          open--;
        }
      };
    }
  }

  /** Prompts of 20 tokens that begin alike, and limits with a long tail up to 72 tokens. */
  private static List<Request> requests(int count) {
    List<Request> requests = new ArrayList<>();
    for (int r = 0; r < count; r++) {
      Key key = Key.of(9, "fixed").with(r);
      int[] prompt = new int[20 + r % 3];
      Arrays.setAll(prompt, i -> i < 17 ? i : key.below(i, VOCAB));
      int limit = (int) Math.max(2, Math.min(72, 20 * Math.exp(key.gaussian(0))));
      requests.add(new Request(prompt, key, limit));
    }
    return requests;
  }

  private static Map<String, Sampling> samplings() {
    Map<String, Sampling> samplings = new LinkedHashMap<>();
    Sampling plain = new Sampling(1, 72);
    samplings.put("plain", plain);
    samplings.put("greedy", plain.greedy());
    samplings.put("cooler", new Sampling(0.7, 72));
    samplings.put("top-k", plain.among(new Candidates(20, 1, 0)));
    samplings.put("top-p and min-p", plain.among(new Candidates(0, 0.8, 0.01)));
    samplings.put("stops", plain.stopping(new Stopping(Set.of(5, 50), 3)));
    int[] forced = {3, 7, 3};
    for (int tokens : new int[] {1, 6, 9, 30}) {
      samplings.put("budget " + tokens, plain.within(new ThinkingBudget(tokens, 12, 7, forced)));
    }
    return samplings;
  }

  private static List<List<Rollout>> generate(Golden golden, RolloutLimits limits, Sampling how) {
    return new LocalEngine(golden.model, SOME_END, limits, golden.manager)
        .generate(requests(10), 3, how);
  }

  static void assertSame(List<List<Rollout>> expected, List<List<Rollout>> found, String what) {
    assertSame(expected, found, 1, what);
  }

  /**
   * @param temperature divides logits and what rounding makes of them
   */
  private static void assertSame(
      List<List<Rollout>> expected, List<List<Rollout>> found, double temperature, String what) {
    for (int request = 0; request < expected.size(); request++) {
      for (int sample = 0; sample < expected.get(request).size(); sample++) {
        Rollout one = expected.get(request).get(sample);
        Rollout other = found.get(request).get(sample);
        String which = what + ", request " + request + ", sample " + sample;
        assertArrayEquals(one.sequence().completion(), other.sequence().completion(), which);
        for (int i = 0; i < one.logprobs().length; i++) {
          float logprob = one.logprobs()[i];
          double gap = Float.isNaN(logprob) ? 0 : ROUNDING / temperature * Math.max(1, -logprob);
          assertEquals(logprob, other.logprobs()[i], gap, which);
        }
        assertEquals(one.finish(), other.finish(), which);
        assertEquals(one.forced(), other.forced(), which);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tied-4-2", "qwen3-untied-6-2", "llama-4-2", "adapter-qwen3"})
  void rolloutsAreTheSame(String name) {
    Keeper keeper = new Keeper();
    try (Golden growing = new Golden(name);
        Golden plain = Golden.ofFixedSteps(name, Graphs.none());
        Golden recorded = Golden.ofFixedSteps(name, new Graphs(Optional.of(keeper)))) {
      samplings()
          .forEach(
              (what, how) -> {
                List<List<Rollout>> expected = generate(growing, new RolloutLimits(30), how);
                double drawn = how.shaping().temperature();
                double heat = drawn == 0 ? 1 : Math.min(1, drawn);
                assertSame(expected, generate(plain, new RolloutLimits(8), how), heat, what);
                assertSame(expected, generate(recorded, new RolloutLimits(8), how), heat, what);
              });
      assertTrue(keeper.recorded > 20, keeper.recorded + " recordings");
      assertEquals(0, keeper.open); // all are given back with their rollout
    }
  }

  @Test
  void aFailureToRecordInTheMiddleOfARolloutChangesNothing() {
    Keeper keeper = new Keeper();
    keeper.left = 1;
    Sampling how = new Sampling(1, 72);
    try (Golden growing = new Golden("tied-4-2");
        Golden failing = Golden.ofFixedSteps("tied-4-2", new Graphs(Optional.of(keeper)))) {
      assertTrue(failing.model.recordsSteps());
      assertFalse(growing.model.recordsSteps());
      assertSame(
          generate(growing, new RolloutLimits(30), how),
          generate(failing, new RolloutLimits(8), how),
          "failing");
      assertFalse(failing.model.recordsSteps());
      assertEquals(1, keeper.recorded);
      assertEquals(0, keeper.open);
    }
  }

  @Test
  void withoutCudaGraphsNothingIsRecorded() {
    Keeper keeper = new Keeper();
    Sampling how = new Sampling(1, 72);
    try (Golden golden = Golden.ofFixedSteps("tied-4-2", new Graphs(Optional.of(keeper)))) {
      generate(golden, new RolloutLimits(8).withCudaGraphs(false), how);
      assertEquals(0, keeper.recorded);
    }
  }

  @Test
  void aCacheWithALimitIsMadeWholeAtOnce() {
    Keeper keeper = new Keeper();
    Sampling how = new Sampling(1, 72);
    try (Golden growing = new Golden("tied-4-2");
        Golden golden = Golden.ofFixedSteps("tied-4-2", new Graphs(Optional.of(keeper)))) {
      // 22 + 72 positions are 256 in a cache of fixed shapes
      long each = 256 * KvCache.bytesPerToken(golden.model.config(), 4);
      RolloutLimits limits = new RolloutLimits(30, 9 * each, 0);
      RolloutEngine engine = new LocalEngine(golden.model, SOME_END, limits, golden.manager);
      RolloutEngine.Outcome outcome = engine.run(requests(10), 3, how);
      assertEquals(9, outcome.occupancy().slots());
      assertSame(generate(growing, new RolloutLimits(30), how), outcome.groups(), "limited");
      assertEquals(1, keeper.recorded); // one shape from the first step to the last
    }
  }

  /** A model of two layers. */
  static ModelConfig tiny(int maxPositions) {
    return new ModelConfig(
        Architecture.QWEN2,
        VOCAB,
        32,
        2,
        new ModelConfig.Attention(4, 2, 8, new Rope(10000, new Rope.Unscaled())),
        64,
        List.of("q_proj", "k_proj", "v_proj"),
        1e-6,
        maxPositions,
        true,
        0.2,
        Head.TOKENS);
  }

  @Test
  void aCacheThatGrowsTakesItsRowsWithIt() {
    ModelConfig config = tiny(1024);
    Keeper keeper = new Keeper();
    Graphs graphs = new Graphs(Optional.of(keeper));
    Sampling how = new Sampling(1, 620);
    List<Request> requests = new ArrayList<>();
    for (int limit : new int[] {30, 620, 300, 610, 5, 280}) {
      requests.add(new Request(new int[] {1, 2, limit % VOCAB}, Key.of(2, "g").with(limit), limit));
    }
    try (NDManager manager = NDManager.newBaseManager();
        Decoder one = new Decoder(config, DataType.FLOAT32, 0, Device.cpu());
        Decoder other = Decoder.ofFixedSteps(config, DataType.FLOAT32, 0, graphs, Device.cpu())) {
      Weights weights = Weights.random(config, Key.of(1, "w"), DataType.FLOAT32, manager);
      List<List<List<Rollout>>> both = new ArrayList<>();
      for (Decoder decoder : List.of(one, other)) {
        LanguageModel model = new LanguageModel(decoder, weights, Optional.empty(), manager);
        RolloutEngine engine = new LocalEngine(model, token -> false, 4, manager);
        both.add(engine.generate(requests, 1, how));
      }
      assertSame(both.get(0), both.get(1), "growing");
      assertTrue(keeper.recorded >= 4, keeper.recorded + " recordings");
      assertEquals(0, keeper.open);
    }
  }
}
