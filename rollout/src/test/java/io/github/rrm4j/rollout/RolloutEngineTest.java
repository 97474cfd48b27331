package io.github.rrm4j.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.rollout.Rollout.Finish;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RolloutEngineTest {

  private static final IntPredicate NEVER = token -> false;
  private static final IntPredicate SOME_END = token -> token % 6 == 0;

  private final Golden golden = new Golden("tied-4-2");

  @AfterEach
  void close() {
    golden.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 10, 64})
  void aSampleDrawsTheSameTokensAloneAndInABatch(int rowLimit) {
    Sampling sampling = new Sampling(1, 24);
    List<Request> requests = requests(16);
    List<List<Rollout>> together = engine(SOME_END, 64).generate(requests, 4, sampling);
    List<List<Rollout>> limited = engine(SOME_END, rowLimit).generate(requests, 4, sampling);
    for (int r = 0; r < 16; r++) {
      for (int s = 0; s < 4; s++) {
        assertSame(together.get(r).get(s), limited.get(r).get(s));
      }
    }
    for (int r : new int[] {0, 7, 15}) {
      List<Request> one = List.of(requests.get(r));
      assertSame(together.get(r).get(0), engine(SOME_END, rowLimit).generate(one, 1, sampling));
      List<Rollout> two = engine(SOME_END, rowLimit).generate(one, 2, sampling).get(0);
      assertSame(together.get(r).get(1), two.get(1));
    }
  }

  @Test
  void samplesOfAPromptDiffer() {
    List<Rollout> samples = engine(NEVER, 64).generate(requests(1), 8, new Sampling(1, 16)).get(0);
    long different =
        samples.stream().map(s -> Arrays.toString(s.sequence().completion())).distinct().count();
    assertEquals(8, different);
  }

  @ParameterizedTest
  @ValueSource(doubles = {1, 0.5})
  void firstTokensFollowTheSoftmaxOfTheLogits(double temperature) {
    int samples = 4000;
    Request request = new Request(golden.prompt, Key.of(11, "draws"));
    List<Rollout> rollouts =
        engine(NEVER, samples)
            .generate(List.of(request), samples, new Sampling(temperature, 1))
            .get(0);
    int[] counts = new int[97];
    rollouts.forEach(rollout -> counts[rollout.sequence().completion()[0]]++);
    assertFollows(softmax(golden.prompt, temperature), counts, samples);
  }

  @Test
  void secondTokensFollowTheSoftmaxAfterTheFirst() {
    int samples = 6000;
    Request request = new Request(golden.prompt, Key.of(12, "draws"));
    List<Rollout> rollouts =
        engine(NEVER, samples).generate(List.of(request), samples, new Sampling(0.5, 2)).get(0);
    Map<Integer, int[]> counts = new TreeMap<>();
    for (Rollout rollout : rollouts) {
      int[] tokens = rollout.sequence().completion();
      counts.computeIfAbsent(tokens[0], first -> new int[97])[tokens[1]]++;
    }
    Map.Entry<Integer, int[]> most =
        counts.entrySet().stream()
            .max((a, b) -> Arrays.stream(a.getValue()).sum() - Arrays.stream(b.getValue()).sum())
            .orElseThrow();
    int[] context = Arrays.copyOf(golden.prompt, golden.prompt.length + 1);
    context[golden.prompt.length] = most.getKey();
    assertFollows(softmax(context, 0.5), most.getValue(), Arrays.stream(most.getValue()).sum());
  }

  @Test
  void temperatureZeroTakesTheMostLikelyTokenEachTime() {
    Rollout rollout = engine(NEVER, 8).generate(requests(1), 1, new Sampling(0, 12)).get(0).get(0);
    int[] context = rollout.sequence().prompt();
    for (int i = 0; i < 12; i++) {
      double[] p = softmax(context, 1);
      int token = rollout.sequence().completion()[i];
      assertEquals(Arrays.stream(p).max().orElseThrow(), p[token]);
      assertEquals(Math.log(p[token]), rollout.logprobs()[i], 1e-4);
      context = Arrays.copyOf(context, context.length + 1);
      context[context.length - 1] = token;
    }
  }

  @Test
  void aCompletionEndsWithAnEndTokenOrAtTheLimit() {
    List<Rollout> all = new ArrayList<>();
    engine(SOME_END, 64).generate(requests(8), 4, new Sampling(1, 8)).forEach(all::addAll);
    for (Rollout rollout : all) {
      int[] tokens = rollout.sequence().completion();
      boolean ended = SOME_END.test(tokens[tokens.length - 1]);
      assertEquals(ended ? Finish.STOP : Finish.LENGTH, rollout.finish());
      assertEquals(!ended, rollout.truncated());
      assertTrue(ended || tokens.length == 8);
      assertTrue(Arrays.stream(tokens).limit(tokens.length - 1).noneMatch(SOME_END));
    }
    assertTrue(all.stream().anyMatch(Rollout::truncated));
    assertTrue(all.stream().anyMatch(r -> !r.truncated() && r.logprobs().length > 1));
    assertTrue(all.stream().anyMatch(r -> !r.truncated() && r.logprobs().length == 8));
  }

  @Test
  void aStopTokenEndsACompletionAndTheTokensBeforeItAreTheSame() {
    List<Rollout> free = engine(NEVER, 64).generate(requests(8), 1, new Sampling(1, 30)).get(0);
    int[] tokens = free.get(0).sequence().completion();
    Sampling stopped = new Sampling(1, 30).stopping(new Stopping(Set.of(tokens[4]), 0));
    Rollout rollout = engine(NEVER, 64).generate(requests(8), 1, stopped).get(0).get(0);
    int first =
        IntStream.range(0, 30).filter(i -> tokens[i] == tokens[4]).findFirst().orElseThrow();
    assertEquals(Finish.STOP, rollout.finish());
    assertArrayEquals(Arrays.copyOf(tokens, first + 1), rollout.sequence().completion());
  }

  @Test
  void aCompletionThatGoesInCirclesIsCutOff() {
    Sampling greedy = new Sampling(0, 80);
    int[] free =
        engine(NEVER, 8).generate(requests(1), 1, greedy).get(0).get(0).sequence().completion();
    Rollout rollout =
        engine(NEVER, 8)
            .generate(requests(1), 1, greedy.stopping(new Stopping(Set.of(), 3)))
            .get(0)
            .get(0);
    assertEquals(Finish.REPETITION, rollout.finish());
    assertTrue(rollout.truncated());
    int length = rollout.sequence().completion().length;
    assertTrue(length < 80);
    assertArrayEquals(Arrays.copyOf(free, length), rollout.sequence().completion());
  }

  @Test
  void theListenerHearsExactlyTheTokens() {
    Map<String, List<Integer>> heard = new TreeMap<>();
    List<List<Rollout>> groups =
        engine(SOME_END, 6)
            .generate(
                requests(7),
                3,
                new Sampling(1, 20),
                (request, sample, token) ->
                    heard
                        .computeIfAbsent(request + "/" + sample, id -> new ArrayList<>())
                        .add(token));
    Map<String, List<Integer>> drawn = new TreeMap<>();
    for (int r = 0; r < 7; r++) {
      for (int s = 0; s < 3; s++) {
        int[] tokens = groups.get(r).get(s).sequence().completion();
        drawn.put(r + "/" + s, Arrays.stream(tokens).boxed().toList());
      }
    }
    assertEquals(drawn, heard);
  }

  @Test
  void aPromptThatFillsThePositionsIsGeneratedAndOneTokenMoreIsRefused() {
    List<Request> requests = List.of(new Request(new int[90], Key.of(1, "draws")));
    assertEquals(
        6,
        engine(NEVER, 8).generate(requests, 1, new Sampling(1, 6)).get(0).get(0).logprobs().length);
    InvalidInput error =
        assertThrows(
            InvalidInput.class, () -> engine(NEVER, 8).generate(requests, 1, new Sampling(1, 7)));
    assertEquals(
        "rollout: the longest prompt and 7 new tokens take 97 positions, the model has 96; lower rollout.max_new_tokens or data.max_prompt_tokens",
        error.getMessage());
  }

  @Test
  void aRolloutLeavesNoArraysBehind() {
    RolloutEngine engine = engine(SOME_END, 64);
    engine.generate(requests(4), 3, new Sampling(1, 20));
    int before = golden.manager.getManagedArrays().size();
    engine.generate(requests(5), 4, new Sampling(1, 20));
    assertTrue(before > 0);
    assertEquals(before, golden.manager.getManagedArrays().size());
  }

  private RolloutEngine engine(IntPredicate ends, int rowLimit) {
    return new LocalEngine(golden.model, ends, rowLimit, golden.manager);
  }

  private static List<Request> requests(int count) {
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Key key = Key.of(5, "prompt").with(i);
      int[] prompt = new int[1 + key.below(-1, 12)];
      Arrays.setAll(prompt, p -> key.below(p, 97));
      requests.add(new Request(prompt, key.with("draws")));
    }
    return requests;
  }

  private static void assertSame(Rollout expected, List<List<Rollout>> found) {
    assertEquals(1, found.size());
    assertEquals(1, found.get(0).size());
    assertSame(expected, found.get(0).get(0));
  }

  private static void assertSame(Rollout expected, Rollout found) {
    assertArrayEquals(expected.sequence().prompt(), found.sequence().prompt());
    assertArrayEquals(expected.sequence().completion(), found.sequence().completion());
    assertArrayEquals(expected.logprobs(), found.logprobs(), 1e-4f);
    assertEquals(expected.finish(), found.finish());
    assertFalse(expected.logprobs().length == 0);
  }

  /** Pearson's statistic over tokens of at least 5 expected draws, the others as one. */
  private static void assertFollows(double[] probabilities, int[] counts, int samples) {
    double statistic = 0;
    double restExpected = 0;
    int rest = 0;
    int cells = 0;
    for (int token = 0; token < probabilities.length; token++) {
      double expected = samples * probabilities[token];
      if (expected >= 5) {
        statistic += (counts[token] - expected) * (counts[token] - expected) / expected;
        cells++;
      } else {
        restExpected += expected;
        rest += counts[token];
      }
    }
    if (restExpected >= 5) {
      statistic += (rest - restExpected) * (rest - restExpected) / restExpected;
    }
    assertTrue(cells >= 5, "too few cells to tell: " + cells);
    assertTrue(
        statistic < cells + 4 * Math.sqrt(2.0 * cells), statistic + " in " + cells + " cells");
  }

  /** Of the token after these, in double precision. */
  private double[] softmax(int[] context, double temperature) {
    try (NDManager scope = golden.manager.newSubManager()) {
      float[] logits = golden.model.logits(scope, context).get(context.length - 1).toFloatArray();
      double[] p = new double[logits.length];
      Arrays.setAll(p, i -> Math.exp(logits[i] / temperature));
      double sum = Arrays.stream(p).sum();
      Arrays.setAll(p, i -> p[i] / sum);
      return p;
    }
  }
}
