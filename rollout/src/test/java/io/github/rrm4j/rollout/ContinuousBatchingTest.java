package io.github.rrm4j.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.rollout.Completions.Completion;
import io.github.rrm4j.rollout.Sampling.Candidates;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContinuousBatchingTest {

  private static final int VOCAB = 97;

  private final Golden golden = new Golden("tied-4-2");

  @AfterEach
  void close() {
    golden.close();
  }

  @Test
  void slotsAreRefilledSoThatLongTailedLengthsLeaveFewIdle() {
    List<Request> requests = longTailed(128);
    RolloutEngine engine = engine(new RolloutLimits(16));
    RolloutEngine.Outcome outcome = engine.run(requests, 1, new Sampling(1, 72));
    assertTrue(outcome.occupancy().share() >= 0.9, "occupied " + outcome.occupancy().share());
    long tokens = 0;
    double idle = 0;
    for (int from = 0; from < requests.size(); from += 16) {
      Occupancy used =
          engine(new RolloutLimits(16, Long.MAX_VALUE, 0))
              .run(requests.subList(from, from + 16), 1, new Sampling(1, 72))
              .occupancy();
      tokens += used.tokens();
      idle += used.slotSteps() * (1 - used.share()) / used.slotSteps() / 8;
    }
    assertEquals(tokens, outcome.occupancy().tokens());
    assertTrue(idle > 0.4, "static batches leave " + idle + " idle");
    for (int r = 0; r < requests.size(); r++) {
      assertEquals(
          requests.get(r).limit(), outcome.groups().get(r).get(0).sequence().completion().length);
    }
  }

  @Test
  void aStreamGivesEachCompletionOnceAsItFinishes() {
    List<Request> requests = longTailed(12);
    List<List<Rollout>> expected =
        engine(new RolloutLimits(5)).generate(requests, 2, new Sampling(1, 72));
    Set<String> seen = new HashSet<>();
    List<Integer> lengths = new ArrayList<>();
    try (Completions completions =
        engine(new RolloutLimits(5)).stream(requests, 2, new Sampling(1, 72))) {
      while (completions.hasNext()) {
        Completion completion = completions.next();
        assertTrue(seen.add(completion.request() + "/" + completion.sample()));
        int[] tokens = completion.rollout().sequence().completion();
        lengths.add(tokens.length);
        assertArrayEquals(
            expected.get(completion.request()).get(completion.sample()).sequence().completion(),
            tokens);
      }
    }
    assertEquals(24, seen.size());
    assertTrue(lengths.get(0) < lengths.stream().mapToInt(l -> l).max().orElseThrow());
  }

  @Test
  void whatIsLeftEarlyOrBreaksLeavesNothingBehindAndAUsableEngine() {
    RolloutEngine engine = engine(new RolloutLimits(4));
    List<Request> requests = longTailed(12);
    engine.generate(requests, 2, new Sampling(1, 30));
    int before = golden.manager.getManagedArrays().size();
    try (Completions completions = engine.stream(requests, 2, new Sampling(1, 30))) {
      completions.next();
    }
    assertThrows(
        IllegalStateException.class,
        () ->
            engine.generate(
                requests,
                2,
                new Sampling(1, 30),
                (request, sample, token) -> {
                  throw new IllegalStateException("a mistake of the listener");
                }));
    assertEquals(before, golden.manager.getManagedArrays().size());
    assertEquals(12, engine.generate(requests, 2, new Sampling(1, 30)).size());
    assertEquals(before, golden.manager.getManagedArrays().size());
  }

  @Test
  void aStartThatAllPromptsShareIsRunOnceWithTheSameResult() {
    int[] start = new int[20];
    Arrays.setAll(start, i -> Key.of(4, "start").below(i, VOCAB));
    List<Request> requests = new ArrayList<>();
    for (int r = 0; r < 9; r++) {
      Key key = Key.of(6, "ends").with(r);
      int[] prompt = Arrays.copyOf(start, start.length + 1 + r % 4);
      for (int i = start.length; i < prompt.length; i++) {
        prompt[i] = key.below(i, VOCAB);
      }
      requests.add(new Request(prompt, key));
    }
    List<List<Rollout>> together =
        engine(new RolloutLimits(64)).generate(requests, 2, new Sampling(1, 20));
    for (int r = 0; r < requests.size(); r++) {
      Rollout alone =
          engine(new RolloutLimits(64))
              .generate(List.of(requests.get(r)), 2, new Sampling(1, 20))
              .get(0)
              .get(1);
      assertArrayEquals(
          alone.sequence().completion(), together.get(r).get(1).sequence().completion());
      assertArrayEquals(alone.logprobs(), together.get(r).get(1).logprobs(), 1e-4f);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"top-k", "top-p", "min-p"})
  void onlyCandidatesAreDrawnAndLogprobsAreThoseOfWhatIsLeft(String kind) {
    double[] p = probabilities();
    double[] sorted = Arrays.stream(p).sorted().toArray();
    double largest = sorted[VOCAB - 1];
    Candidates candidates =
        switch (kind) {
          case "top-k" -> new Candidates(3, 1, 0);
          case "top-p" -> new Candidates(0, largest + sorted[VOCAB - 2] / 2, 0);
          default -> new Candidates(0, 1, sorted[VOCAB - 4] / largest * 0.9999);
        };
    int count = kind.equals("top-k") ? 3 : kind.equals("top-p") ? 2 : 4;
    double least = sorted[VOCAB - count];
    double sum = Arrays.stream(sorted, VOCAB - count, VOCAB).sum();
    Set<Integer> drawn = new HashSet<>();
    Request request = new Request(golden.prompt, Key.of(8, "candidates"));
    Sampling sampling = new Sampling(1, 1).among(candidates);
    for (Rollout rollout :
        engine(new RolloutLimits(400)).generate(List.of(request), 400, sampling).get(0)) {
      int token = rollout.sequence().completion()[0];
      drawn.add(token);
      assertTrue(p[token] >= least * 0.9999, token + " is no candidate");
      assertEquals(Math.log(p[token] / sum), rollout.logprobs()[0], 1e-4);
    }
    assertEquals(count, drawn.size());
  }

  @Test
  void aCacheThatIsTooSmallForOneSequenceIsRefusedAndASmallOneIsKept() {
    List<Request> requests = longTailed(6);
    long each = 84L * 2 * golden.model.config().layers() * 2 * 8 * 4;
    RolloutEngine small = engine(new RolloutLimits(64, 2 * each));
    assertEquals(2, small.run(requests, 1, new Sampling(1, 72)).occupancy().slots());
    InvalidInput error =
        assertThrows(
            InvalidInput.class,
            () ->
                engine(new RolloutLimits(64, each / 2)).generate(requests, 1, new Sampling(1, 72)));
    assertTrue(error.getMessage().contains("raise rollout.cache_memory"), error.getMessage());
  }

  private double[] probabilities() {
    try (NDManager scope = golden.manager.newSubManager()) {
      NDArray all = golden.model.logits(scope, golden.prompt);
      float[] logits = all.get(golden.prompt.length - 1).toFloatArray();
      double[] p = new double[logits.length];
      Arrays.setAll(p, i -> Math.exp(logits[i]));
      double sum = Arrays.stream(p).sum();
      Arrays.setAll(p, i -> p[i] / sum);
      return p;
    }
  }

  private RolloutEngine engine(RolloutLimits limits) {
    return new LocalEngine(golden.model, token -> false, limits, golden.manager);
  }

  /** Prompts of 12 tokens whose completions have log-normal lengths, sigma 1. */
  private static List<Request> longTailed(int count) {
    List<Request> requests = new ArrayList<>();
    for (int r = 0; r < count; r++) {
      Key key = Key.of(9, "long-tailed").with(r);
      int[] prompt = new int[12];
      Arrays.setAll(prompt, i -> key.below(i, VOCAB));
      int limit = (int) Math.max(1, Math.min(72, 9 * Math.exp(key.gaussian(0))));
      requests.add(new Request(prompt, key, limit));
    }
    return requests;
  }
}
