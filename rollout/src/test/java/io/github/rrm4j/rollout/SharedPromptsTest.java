package io.github.rrm4j.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.Decoder;
import io.github.rrm4j.model.KvCache;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.PublicShape;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.model.Weights;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Samples that share the keys and values of their prompt against samples that copy them. */
class SharedPromptsTest {

  private static final int VOCAB = 97;
  private static final int NEW = 40;
  private static final IntPredicate NEVER = token -> false;
  private static final IntPredicate SOME_END = token -> token % 24 == 0;

  /** Prompts of 1 to 37 tokens, and limits with a long tail up to 40 tokens. */
  private static List<Request> requests(int count) {
    List<Request> requests = new ArrayList<>();
    for (int r = 0; r < count; r++) {
      Key key = Key.of(11, "shared").with(r);
      int[] prompt = new int[1 + r * 17 % 37];
      Arrays.setAll(prompt, i -> key.below(i, VOCAB));
      int limit = (int) Math.max(1, Math.min(NEW, 15 * Math.exp(key.gaussian(0))));
      requests.add(new Request(prompt, key.with("draws"), limit));
    }
    return requests;
  }

  private static LocalEngine engine(
      LanguageModel model, IntPredicate ends, RolloutLimits limits, boolean shares, NDManager own) {
    return new LocalEngine(model, ends, limits, (prompt, samples) -> shares && samples > 1, own);
  }

  private static List<List<Rollout>> generate(
      Golden golden, RolloutLimits limits, boolean shares, Sampling how) {
    return engine(golden.model, SOME_END, limits, shares, golden.manager)
        .generate(requests(7), 4, how);
  }

  private static Map<String, Sampling> samplings() {
    Map<String, Sampling> samplings = new LinkedHashMap<>();
    Sampling plain = new Sampling(1, NEW);
    samplings.put("plain", plain);
    samplings.put("greedy", plain.greedy());
    samplings.put("stops", plain.stopping(new Stopping(Set.of(5, 50), 3)));
    int[] forced = {3, 7, 3};
    for (int tokens : new int[] {1, 6, 20}) {
      samplings.put("budget " + tokens, plain.within(new ThinkingBudget(tokens, 12, 7, forced)));
    }
    return samplings;
  }

  /** All at once, some at a time, so that slots are filled again and prompts end, and one alone. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "tied-4-2",
        "yarn-2-1",
        "qwen3-untied-6-2",
        "llama-4-2",
        "gemma2-4-2",
        "gemma2-untied-4-1",
        "adapter-qwen3"
      })
  void rolloutsAreThoseWithCopies(String name) {
    try (Golden golden = new Golden(name)) {
      boolean all = name.equals("tied-4-2"); // what is told apart elsewhere is the attention alone
      Map<String, Sampling> samplings = samplings();
      samplings.keySet().removeIf(what -> !all && !what.equals("plain"));
      samplings.forEach(
          (what, how) -> {
            List<List<Rollout>> expected = generate(golden, new RolloutLimits(28), false, how);
            for (int rows : all ? new int[] {28, 6, 1} : new int[] {28, 6}) {
              List<List<Rollout>> found = generate(golden, new RolloutLimits(rows), true, how);
              FixedStepsTest.assertSame(expected, found, what + ", " + rows + " slots");
            }
          });
    }
  }

  @Test
  void rolloutsInBf16AreAsNearToSinglePrecisionAsThoseWithCopies() {
    ModelConfig config = FixedStepsTest.tiny(128);
    try (NDManager manager = NDManager.newBaseManager();
        Decoder narrow = new Decoder(config, DataType.BFLOAT16, 0, Device.cpu());
        Decoder wide = new Decoder(config, DataType.FLOAT32, 0, Device.cpu())) {
      Weights weights = Weights.random(config, Key.of(1, "w"), DataType.BFLOAT16, manager);
      LanguageModel model = new LanguageModel(narrow, weights, Optional.empty(), manager);
      LanguageModel exact = new LanguageModel(wide, weights, Optional.empty(), manager);
      double[] gaps = new double[2];
      for (int shares = 0; shares < 2; shares++) {
        List<Rollout> all = new ArrayList<>();
        engine(model, NEVER, new RolloutLimits(6), shares == 1, manager)
            .generate(requests(7), 4, new Sampling(1, NEW))
            .forEach(all::addAll);
        gaps[shares] = meanGap(exact, all, manager);
      }
      assertTrue(gaps[0] > 1e-3 && gaps[1] < 1.2 * gaps[0], Arrays.toString(gaps));
    }
  }

  /** Mean distance of log-probs from those of a model that sees whole sequences. */
  private static double meanGap(LanguageModel model, List<Rollout> rollouts, NDManager manager) {
    List<TokenSequence> sequences = rollouts.stream().map(Rollout::sequence).toList();
    try (NDManager scope = manager.newSubManager()) {
      float[] whole =
          model.logprobs(scope, sequences, 1, PassMemory.DEFAULT).values().toFloatArray();
      double sum = 0;
      int next = 0;
      for (Rollout rollout : rollouts) {
        for (float logprob : rollout.logprobs()) {
          sum += Math.abs(logprob - whole[next++]);
        }
      }
      return sum / whole.length;
    }
  }

  @Test
  void aPromptIsHeldOnceWhateverTheNumberOfItsSamples() {
    try (Golden golden = new Golden("tied-4-2")) {
      long perToken = KvCache.bytesPerToken(golden.model.config(), 4);
      List<Request> one = List.of(new Request(new int[40], Key.of(1, "once")));
      Sampling how = new Sampling(1, 16);
      long shared =
          engine(golden.model, NEVER, new RolloutLimits(8), true, golden.manager)
              .run(one, 8, how)
              .occupancy()
              .cacheBytes();
      long copies =
          engine(golden.model, NEVER, new RolloutLimits(8), false, golden.manager)
              .run(one, 8, how)
              .occupancy()
              .cacheBytes();
      assertEquals((40 + 8 * 16) * perToken, shared);
      assertEquals((40 + 8 * (40 + 16)) * perToken, copies);
    }
  }

  @Test
  void aPromptWithOneSampleIsCopiedAsBefore() {
    try (Golden golden = new Golden("tied-4-2")) {
      for (boolean shares : new boolean[] {false, true}) {
        RolloutEngine.Outcome outcome =
            engine(golden.model, NEVER, new RolloutLimits(3), shares, golden.manager)
                .run(List.of(new Request(new int[40], Key.of(1, "once"))), 1, new Sampling(1, 16));
        long perToken = KvCache.bytesPerToken(golden.model.config(), 4);
        assertEquals((40 + 40 + 16) * perToken, outcome.occupancy().cacheBytes());
      }
    }
  }

  @Test
  void moreSamplesFitIntoALimitOfMemoryWhichIsKept() {
    try (Golden golden = new Golden("tied-4-2")) {
      long perToken = KvCache.bytesPerToken(golden.model.config(), 4);
      long limit = 5 * (37 + NEW) * perToken; // five sequences with copies
      Sampling how = new Sampling(1, NEW);
      List<Request> requests = requests(20);
      List<RolloutEngine.Outcome> outcomes = new ArrayList<>();
      for (boolean shares : new boolean[] {false, true}) {
        RolloutLimits limits = new RolloutLimits(15, limit);
        outcomes.add(
            engine(golden.model, SOME_END, limits, shares, golden.manager).run(requests, 8, how));
      }
      assertEquals(5, outcomes.get(0).occupancy().slots());
      assertEquals(7, outcomes.get(1).occupancy().slots()); // and two prompts
      assertTrue(outcomes.get(1).occupancy().cacheBytes() <= limit);
      FixedStepsTest.assertSame(
          outcomes.get(0).groups(), outcomes.get(1).groups(), "limit of memory");
    }
  }

  @Test
  void slotsAreCountedWithTheirShareOfTheirPrompts() {
    // 16 slots of 32 positions and, of two prompts, twice as many of 1024 as 16 samples need
    Room room = Room.ofShared(64, 1056, 32).within(2560 * 7L, 16, 7);
    assertEquals(new Room(16, 1056, 32, OptionalInt.of(2)), room);
    assertEquals(15, Room.ofShared(64, 1056, 32).within(2559 * 7L, 16, 7).slots());
    // as many as with copies where each prompt has two samples of which one may end late
    assertEquals(4, Room.ofShared(64, 100, 50).within(400, 2, 1).slots());
    assertEquals(Integer.MAX_VALUE, Room.ofShared(64, 100, 50).prompts().getAsInt());
    assertEquals(
        new Room(64, 100, 50, OptionalInt.of(Integer.MAX_VALUE)),
        Room.ofShared(64, 100, 50).within(Long.MAX_VALUE, 2, 1));
  }

  @Test
  void rolloutsThatBeginAgainWithFewerSlotsAreTheSame() {
    try (Golden golden = new Golden("tied-4-2")) {
      Sampling how = new Sampling(1, NEW);
      int[] asked = {0};
      IntPredicate failing =
          token -> {
            if (++asked[0] == 100) {
              throw new EngineException("CUDA out of memory. Tried to allocate 20.00 MiB.");
            }
            return SOME_END.test(token);
          };
      RolloutEngine.Outcome outcome =
          engine(golden.model, failing, new RolloutLimits(12), true, golden.manager)
              .run(requests(7), 4, how);
      assertEquals(1, outcome.occupancy().halvings());
      assertEquals(6, outcome.occupancy().slots());
      FixedStepsTest.assertSame(
          generate(golden, new RolloutLimits(12), false, how), outcome.groups(), "halved");
    }
  }

  @ParameterizedTest
  @CsvSource({"512, 5, true", "512, 4, false", "2048, 2, true", "2047, 2, false", "9999, 1, false"})
  void samplesOfALargeModelShareTwoMebibytesOfALayer(int prompt, int samples, boolean shared) {
    ModelConfig large = PublicShape.of("qwen2.5-0.5b").config(); // 1 KiB a token and layer
    assertEquals(shared, LanguageModel.sharesPrompts(large, 4, prompt, samples));
    try (Golden golden = new Golden("tied-4-2")) {
      assertFalse(golden.model.sharesPrompts(1 << 20, 16)); // small
    }
  }

  @Test
  void memoryOfPromptsComesAndGoesWithTheirSamples() {
    try (Golden golden = new Golden("tied-4-2");
        NDManager scope = golden.manager.newSubManager()) {
      long perToken = KvCache.bytesPerToken(golden.model.config(), 4);
      Sampling how = new Sampling(1, 30);
      List<Row> rows = new ArrayList<>();
      for (int request = 0; request < 3; request++) {
        int limit = 10 * (request + 1);
        int[] prompt = new int[20];
        Arrays.fill(prompt, request + 1);
        Request its = new Request(prompt, Key.of(1, "r").with(request), limit);
        for (int sample = 0; sample < 2; sample++) {
          rows.add(new Row(its, request, sample, how));
        }
      }
      List<Long> held = new ArrayList<>();
      try (LocalCompletions completions =
          new LocalCompletions(
              rows,
              Room.ofShared(6, 50, 30),
              golden.model.sampler(scope),
              NEVER,
              how,
              TokenListener.NONE,
              new RolloutLimits(6, Long.MAX_VALUE, 0.7),
              scope)) {
        while (completions.open() > 0) {
          completions.advance();
          if (completions.open() == 2) {
            completions.cancel(2);
          }
          held.add(completions.held() / perToken);
        }
      }
      // three prompts run together and six slots; then two and four, as the first one's samples end
      assertEquals(3 * 20 + 6 * 30, held.get(0));
      assertTrue(held.contains(2L * 20 + 4 * 30), held.toString());
      assertEquals(0, held.get(held.size() - 1) % 30, held.toString()); // slots alone
      assertArrayEquals(
          held.stream().sorted((a, b) -> Long.compare(b, a)).toArray(), held.toArray());
    }
  }
}
