package io.github.rrm4j.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rollout.Rollout.Finish;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What is generated with the cache against transformers, and against the model without it. */
class GoldenRolloutTest {

  static final List<String> NAMES = List.of(Golden.NAMES);

  /** About one token in six ends a sequence, so that rows leave the batch at all times. */
  private static final IntPredicate SOME_END = token -> token % 6 == 0;

  @ParameterizedTest
  @FieldSource("NAMES")
  void greedyTokensAreThoseOfTransformers(String name) {
    try (Golden golden = new Golden(name)) {
      int[] other = Arrays.copyOf(golden.prompt, golden.prompt.length - 4);
      List<Request> requests =
          List.of(
              new Request(other, Key.of(1, "draws")),
              new Request(golden.prompt, Key.of(2, "draws")));
      Rollout rollout =
          engine(golden, token -> false, 8)
              .generate(requests, 2, new Sampling(1, golden.greedy.length).greedy())
              .get(1)
              .get(1);
      assertArrayEquals(golden.greedy, rollout.sequence().completion());
      assertArrayEquals(golden.prompt, rollout.sequence().prompt());
      assertEquals(Finish.LENGTH, rollout.finish());
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void behaviourLogprobsAreThoseOfTheModelWithoutACache(String name) {
    try (Golden golden = new Golden(name)) {
      assertCachedEqualsUncached(golden, 1);
      assertCachedEqualsUncached(golden, 0.6);
    }
  }

  @Test
  void behaviourLogprobsWithAnAdapterAreThoseOfTheModelWithoutACache() {
    try (Golden golden = Golden.withAdapter("untied-6-2")) {
      assertCachedEqualsUncached(golden, 1);
    }
  }

  private static void assertCachedEqualsUncached(Golden golden, double temperature) {
    int most = 30;
    List<Rollout> rollouts = new ArrayList<>();
    engine(golden, SOME_END, 64)
        .generate(mixedPrompts(), 3, new Sampling(temperature, most))
        .forEach(rollouts::addAll);
    long different = rollouts.stream().mapToInt(r -> r.logprobs().length).distinct().count();
    assertTrue(different >= 5, "rows should end at different times: " + different);
    List<TokenSequence> sequences = rollouts.stream().map(Rollout::sequence).toList();
    try (NDManager scope = golden.manager.newSubManager()) {
      float[] expected =
          golden
              .model
              .logprobs(scope, sequences, temperature, PassMemory.DEFAULT)
              .values()
              .toFloatArray();
      int next = 0;
      for (Rollout rollout : rollouts) {
        assertEquals(rollout.sequence().completion().length, rollout.logprobs().length);
        for (float logprob : rollout.logprobs()) {
          assertEquals(expected[next++], logprob, 1e-4);
        }
      }
      assertEquals(expected.length, next);
    }
  }

  private static RolloutEngine engine(Golden golden, IntPredicate ends, int rowLimit) {
    return new LocalEngine(golden.model, ends, rowLimit, golden.manager);
  }

  /** Prompts of 1, 3, 5, ... tokens. */
  private static List<Request> mixedPrompts() {
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      int[] prompt = new int[2 * i + 1];
      Key key = Key.of(3, "prompt").with(i);
      Arrays.setAll(prompt, p -> key.below(p, 97));
      requests.add(new Request(prompt, key.with("draws")));
    }
    return requests;
  }
}
