package io.github.rrm4j.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.rollout.Rollout.Finish;
import io.github.rrm4j.rollout.Rollout.Span;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Token 7 plays {@code </think>}: about one drawn token in a hundred is it. */
class ThinkingBudgetTest {

  private static final int MARK = 7;
  private static final int[] FORCED = {3, MARK, 3};
  private static final IntPredicate NEVER = token -> false;
  private static final IntPredicate SOME_END = token -> token % 12 == 0;

  private final Golden golden = new Golden("tied-4-2");

  @AfterEach
  void close() {
    golden.close();
  }

  private static Sampling within(int tokens, int verdictTokens) {
    return new Sampling(1, 60).within(new ThinkingBudget(tokens, verdictTokens, MARK, FORCED));
  }

  @Test
  void thinkingThatUsesUpItsBudgetIsEndedByTheForcedTokens() {
    for (Rollout rollout : generate(NEVER, 64, within(10, 5))) {
      int[] tokens = rollout.sequence().completion();
      if (firstMark(tokens) < 10) {
        continue;
      }
      assertEquals(Optional.of(new Span(10, 13)), rollout.forced());
      assertArrayEquals(FORCED, Arrays.copyOfRange(tokens, 10, 13));
      assertEquals(18, tokens.length);
      assertEquals(Finish.LENGTH, rollout.finish());
    }
  }

  @Test
  void tokensBeforeTheForcedEndAreThoseWithoutABudget() {
    List<Rollout> free = generate(SOME_END, 64, new Sampling(1, 60));
    List<Rollout> budgeted = generate(SOME_END, 64, within(6, 40));
    int forced = 0;
    for (int i = 0; i < free.size(); i++) {
      int[] expected = free.get(i).sequence().completion();
      int[] found = budgeted.get(i).sequence().completion();
      if (budgeted.get(i).forced().isPresent()) {
        forced++;
        assertArrayEquals(Arrays.copyOf(expected, 6), Arrays.copyOf(found, 6));
      } else {
        assertArrayEquals(expected, found);
      }
    }
    assertTrue(forced > 20 && forced < free.size() - 5, "forced: " + forced);
  }

  @Test
  void thinkingThatEndsInTimeIsLeftAlone() {
    List<Rollout> natural =
        generate(NEVER, 64, within(40, 5)).stream()
            .filter(rollout -> firstMark(rollout.sequence().completion()) < 40)
            .toList();
    assertTrue(natural.size() >= 3, "only " + natural.size());
    for (Rollout rollout : natural) {
      assertEquals(Optional.empty(), rollout.forced());
      assertEquals(60, rollout.sequence().completion().length);
    }
  }

  @Test
  void anEndBeforeTheBudgetOrAfterTheForcedTokensEndsTheCompletion() {
    List<Rollout> all = generate(SOME_END, 64, within(6, 30));
    assertTrue(all.stream().anyMatch(r -> r.forced().isEmpty() && !r.truncated()));
    assertTrue(all.stream().anyMatch(r -> r.forced().isPresent() && !r.truncated()));
  }

  @Test
  void aForcedTokenThatWouldEndASequenceDoesNot() {
    for (Rollout rollout : generate(token -> token == 3, 64, within(4, 5))) {
      if (rollout.forced().isPresent()) {
        assertTrue(rollout.sequence().completion().length > 7);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 64})
  void aSampleIsTheSameAloneAndInABatch(int rowLimit) {
    List<Rollout> together = generate(SOME_END, 64, within(8, 12));
    List<Rollout> limited = generate(SOME_END, rowLimit, within(8, 12));
    for (int i = 0; i < together.size(); i++) {
      assertArrayEquals(
          together.get(i).sequence().completion(), limited.get(i).sequence().completion());
      assertEquals(together.get(i).forced(), limited.get(i).forced());
    }
  }

  @Test
  void logprobsAreThoseOfTheModelWithoutACacheAndForcedOnesAreNaN() {
    List<Rollout> rollouts = generate(SOME_END, 64, within(8, 12));
    List<TokenSequence> sequences = rollouts.stream().map(Rollout::sequence).toList();
    try (NDManager scope = golden.manager.newSubManager()) {
      float[] expected =
          golden.model.logprobs(scope, sequences, 1, PassMemory.DEFAULT).values().toFloatArray();
      int next = 0;
      for (Rollout rollout : rollouts) {
        for (int i = 0; i < rollout.logprobs().length; i++, next++) {
          int at = i;
          boolean given = rollout.forced().filter(s -> s.from() <= at && at < s.to()).isPresent();
          if (given) {
            assertTrue(Float.isNaN(rollout.logprobs()[i]));
          } else {
            assertEquals(expected[next], rollout.logprobs()[i], 1e-4);
          }
        }
      }
    }
  }

  @Test
  void theVerdictStaysWithinTheLimitOfNewTokens() {
    for (Rollout rollout : generate(NEVER, 64, within(50, 100))) {
      assertEquals(60, rollout.sequence().completion().length);
    }
  }

  @Test
  void theListenerHearsForcedTokensToo() {
    List<Integer> heard = new ArrayList<>();
    Rollout rollout =
        engine(NEVER, 64)
            .generate(requests(1), 1, within(2, 3), (request, sample, token) -> heard.add(token))
            .get(0)
            .get(0);
    assertEquals(IntStream.of(rollout.sequence().completion()).boxed().toList(), heard);
    assertTrue(rollout.forced().isPresent());
  }

  @Test
  void aBudgetThatLeavesNothingForTheVerdictIsRefused() {
    assertEquals(
        "thinking budget: 57 tokens and the forced end of thinking leave nothing for the verdict, the limit of new tokens is 60; lower the budget or raise the limit",
        assertThrows(InvalidInput.class, () -> within(57, 5)).getMessage());
    assertFalse(within(56, 5).budget().isEmpty());
    assertThrows(InvalidInput.class, () -> within(0, 5));
    assertThrows(InvalidInput.class, () -> within(5, 0));
  }

  private RolloutEngine engine(IntPredicate ends, int rowLimit) {
    return new LocalEngine(golden.model, ends, rowLimit, golden.manager);
  }

  private List<Rollout> generate(IntPredicate ends, int rowLimit, Sampling sampling) {
    List<Rollout> all = new ArrayList<>();
    engine(ends, rowLimit).generate(requests(16), 4, sampling).forEach(all::addAll);
    return all;
  }

  private static List<Request> requests(int count) {
    List<Request> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Key key = Key.of(9, "prompt").with(i);
      int[] prompt = new int[1 + key.below(-1, 12)];
      Arrays.setAll(prompt, p -> key.below(p, 97));
      requests.add(new Request(prompt, key.with("draws")));
    }
    return requests;
  }

  private static int firstMark(int[] tokens) {
    return IntStream.range(0, tokens.length).filter(i -> tokens[i] == MARK).findFirst().orElse(99);
  }
}
