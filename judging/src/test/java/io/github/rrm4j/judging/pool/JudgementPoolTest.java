package io.github.rrm4j.judging.pool;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.data.OpenPair;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.TinyJudge;
import io.github.rrm4j.judging.pool.JudgementPool.Asking;
import io.github.rrm4j.judging.pool.JudgementPool.PooledJudgement;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.Sampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Random weights: who is malformed and who truncated, and the tokens, tell judgements apart. */
class JudgementPoolTest {

  @TempDir static Path folder;
  private static TinyJudge judge;

  @BeforeAll
  static void open() {
    judge = TinyJudge.open(folder, new Sampling(1, 14));
  }

  @AfterAll
  static void close() {
    judge.close();
  }

  private static Asking asking(double temperature, Orders orders) {
    return new Asking(
        judge.asker(id -> id % 10 == 0, new Sampling(temperature, 14)),
        orders,
        Key.of(1, "pool"),
        12);
  }

  private static void filled(Path file, Orders orders, int... samples) throws IOException {
    for (int n : samples) {
      try (JudgementPool pool = JudgementPool.open(file, asking(1, orders), true)) {
        pool.fill(TinyJudge.pairs(0, 5), n, done -> {});
        assertEquals(0, pool.missing(TinyJudge.pairs(0, 5), n));
        assertEquals(5L * n, pool.stored());
      }
    }
  }

  private static List<String> texts(Path file, Orders orders, int n) throws IOException {
    List<String> texts = new ArrayList<>();
    try (JudgementPool pool = JudgementPool.open(file, asking(1, orders), true)) {
      for (OpenPair pair : TinyJudge.pairs(0, 5)) {
        for (PooledJudgement s : pool.of(pair.id(), n)) {
          texts.add(
              pair.id() + s.verdict() + s.swapped() + s.thinking() + Arrays.toString(s.tokens()));
        }
      }
    }
    return texts;
  }

  @Test
  void anExtendedPoolHasTheSamplesOfOneThatWasFilledAtOnce() throws IOException {
    for (Orders orders : Orders.values()) {
      Path once = folder.resolve(orders + "-once.jsonl");
      Path grown = folder.resolve(orders + "-grown.jsonl");
      filled(once, orders, 19);
      filled(grown, orders, 1, 5, 5, 19);
      assertEquals(texts(once, orders, 19), texts(grown, orders, 19));
      assertTrue(texts(once, orders, 19).stream().distinct().count() > 60, "samples differ");
    }
  }

  @Test
  void bothOrdersAlternateAndOneOrderIsACoinOfThePair() throws IOException {
    filled(folder.resolve("both.jsonl"), Orders.HALF, 6);
    filled(folder.resolve("one.jsonl"), Orders.ONE, 6);
    try (JudgementPool both =
            JudgementPool.open(folder.resolve("both.jsonl"), asking(1, Orders.HALF), true);
        JudgementPool one =
            JudgementPool.open(folder.resolve("one.jsonl"), asking(1, Orders.ONE), true)) {
      for (OpenPair pair : TinyJudge.pairs(0, 5)) {
        List<PooledJudgement> alternate = both.of(pair.id(), 6);
        for (int s = 1; s < 6; s++) {
          assertEquals(!alternate.get(s - 1).swapped(), alternate.get(s).swapped());
        }
        assertEquals(
            1, one.of(pair.id(), 6).stream().map(PooledJudgement::swapped).distinct().count());
      }
    }
  }

  @Test
  void aPoolThatWasCutAtAnyByteEndsWithTheSameBytes() throws IOException {
    Path whole = folder.resolve("whole.jsonl");
    filled(whole, Orders.HALF, 5);
    byte[] bytes = Files.readAllBytes(whole);
    for (int cut : new int[] {0, 1, bytes.length / 3, bytes.length / 2, bytes.length - 1}) {
      Path file = folder.resolve("cut-" + cut + ".jsonl");
      Files.write(file, Arrays.copyOf(bytes, cut));
      filled(file, Orders.HALF, 5);
      assertArrayEquals(bytes, Files.readAllBytes(file), "cut at " + cut);
    }
  }

  @Test
  void aPoolOfAnOlderVersionIsGoneOnWith() throws IOException {
    Path file = folder.resolve("now.jsonl");
    filled(file, Orders.HALF, 4);
    Path older = folder.resolve("older.jsonl");
    String text = Files.readString(file);
    assertTrue(
        text.contains("\"order\":\"swapped\",\"verdict_order\":\"given\",\"sample\":"), text);
    Files.writeString(
        older,
        text.replaceAll(",\"tokens\":\\d+", "")
            .replace("\"token_ids\"", "\"tokens\"")
            .replace("{\"id\":", "{\"pair\":")
            .replace(",\"verdict_order\":\"given\"", "")
            .replace("\"order\":\"given\"", "\"swapped\":false")
            .replace("\"order\":\"swapped\"", "\"swapped\":true"));
    assertEquals(texts(file, Orders.HALF, 4), texts(older, Orders.HALF, 4));
    filled(file, Orders.HALF, 7);
    filled(older, Orders.HALF, 7);
    assertEquals(texts(file, Orders.HALF, 7), texts(older, Orders.HALF, 7));
  }

  /** At temperature 0 a verdict that is drawn after a stored prefix is that of a budgeted judge. */
  @Test
  void forcedVerdictsAreThoseOfAJudgeWithThatBudget() throws IOException {
    Asking greedy = asking(0, Orders.GIVEN);
    List<OpenPair> pairs = TinyJudge.pairs(0, 20);
    Path file = folder.resolve("greedy.jsonl");
    int struck = 0;
    try (JudgementPool pool = JudgementPool.open(file, greedy, true);
        ForcedVerdicts forced = new ForcedVerdicts(folder.resolve("forced.jsonl"), greedy, 5)) {
      pool.fill(pairs, 1, done -> {});
      for (int budget : new int[] {1, 3, 6}) {
        forced.fill(pairs, pool, 1, budget, done -> {});
        Sampling limited =
            greedy.asker().sampling().within(judge.format().thinkingBudget(budget, 5));
        for (OpenPair pair : pairs) {
          Request request = new Request(judge.format().prompt(pair), Key.of(0, "any"));
          Rollout rollout =
              greedy
                  .asker()
                  .tokens("test")
                  .engine()
                  .generate(List.of(request), 1, limited)
                  .get(0)
                  .get(0);
          PooledJudgement sample = pool.of(pair.id(), 1).get(0);
          assertEquals(rollout.forced().isPresent(), forced.strikes(sample, budget));
          assertEquals(
              judge.format().read(rollout).verdict(),
              forced.verdict(pair, 0, sample, budget),
              pair.id());
          struck += rollout.forced().isPresent() ? 1 : 0;
        }
      }
    }
    assertTrue(struck > 20, "budgets struck " + struck);
    byte[] before = Files.readAllBytes(folder.resolve("forced.jsonl"));
    try (JudgementPool pool = JudgementPool.open(file, greedy, true);
        ForcedVerdicts again = new ForcedVerdicts(folder.resolve("forced.jsonl"), greedy, 5)) {
      again.fill(pairs, pool, 1, 3, done -> {});
    }
    assertArrayEquals(before, Files.readAllBytes(folder.resolve("forced.jsonl")));
  }
}
