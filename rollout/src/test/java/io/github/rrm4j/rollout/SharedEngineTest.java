package io.github.rrm4j.rollout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.github.rrm4j.contracts.Key;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Several callers in one batch. */
class SharedEngineTest {

  private static final int VOCAB = 97;
  private static final Sampling SAMPLING = new Sampling(1, 40);

  private final Golden golden = new Golden("tied-4-2");

  @AfterEach
  void close() {
    golden.close();
  }

  private RolloutEngine engine(int rows) {
    return new LocalEngine(golden.model, id -> false, rows, golden.manager);
  }

  private static List<Request> requests(int count) {
    List<Request> requests = new ArrayList<>();
    for (int r = 0; r < count; r++) {
      Key key = Key.of(3, "shared").with(r);
      int[] prompt = new int[3 + r % 5];
      Arrays.setAll(prompt, i -> key.below(100 + i, VOCAB));
      requests.add(new Request(prompt, key, 4 + 9 * (r % 4)));
    }
    return requests;
  }

  private static void assertSame(List<List<Rollout>> expected, List<List<Rollout>> given) {
    assertEquals(expected.size(), given.size());
    for (int r = 0; r < expected.size(); r++) {
      for (int s = 0; s < expected.get(r).size(); s++) {
        assertArrayEquals(
            expected.get(r).get(s).sequence().completion(),
            given.get(r).get(s).sequence().completion());
      }
    }
  }

  @Test
  void callersAtOnceGetWhatTheyWouldGetAlone() {
    List<Request> requests = requests(24);
    List<List<Rollout>> alone = engine(64).generate(requests, 2, SAMPLING);
    int before = golden.manager.getManagedArrays().size();
    try (SharedEngine shared = new SharedEngine(engine(6))) {
      List<CompletableFuture<List<List<Rollout>>>> callers = new ArrayList<>();
      for (int c = 0; c < 8; c++) {
        List<Request> own = requests.subList(3 * c, 3 * c + 3);
        callers.add(
            CompletableFuture.supplyAsync(
                () ->
                    shared
                        .until(Deadline.in(Duration.ofMinutes(2)))
                        .generate(own, 2, SAMPLING, TokenListener.NONE)));
      }
      for (int c = 0; c < 8; c++) {
        assertSame(alone.subList(3 * c, 3 * c + 3), callers.get(c).join());
      }
    }
    assertEquals(before, golden.manager.getManagedArrays().size(), "nothing is left behind");
  }

  @Test
  void aRequestEntersABatchThatIsRunning() {
    List<Request> requests = requests(4);
    Request other = requests.get(3);
    List<List<Rollout>> alone = engine(64).generate(requests, 1, SAMPLING);
    List<String> order = new ArrayList<>();
    try (OpenBatch batch = engine(8).open(SAMPLING, TokenListener.NONE)) {
      batch.add(0, requests.get(3), 1, SAMPLING); // 31 tokens
      assertEquals(List.of(), batch.work());
      assertEquals(7, batch.free());
      batch.add(1, requests.get(0), 1, SAMPLING); // 4 tokens
      while (batch.open() > 0) {
        for (Completions.Completion done : batch.work()) {
          order.add("" + done.request());
          assertArrayEquals(
              alone.get(done.request() == 0 ? 3 : 0).get(0).sequence().completion(),
              done.rollout().sequence().completion());
        }
      }
    }
    assertEquals(List.of("1", "0"), order);
    assertEquals(31, other.limit());
  }

  @Test
  void aCancelledRequestLeavesItsSlotsToOthers() {
    List<Request> requests = requests(4);
    List<List<Rollout>> alone = engine(64).generate(requests, 1, SAMPLING);
    try (OpenBatch batch = engine(2).open(SAMPLING, TokenListener.NONE)) {
      batch.add(0, requests.get(3), 4, SAMPLING); // two of them wait
      batch.work();
      assertEquals(0, batch.free());
      batch.cancel(0);
      assertEquals(0, batch.open());
      batch.add(1, requests.get(1), 1, SAMPLING);
      List<Completions.Completion> ended = new ArrayList<>();
      while (batch.open() > 0) {
        ended.addAll(batch.work());
      }
      assertEquals(1, ended.size());
      assertArrayEquals(
          alone.get(1).get(0).sequence().completion(),
          ended.get(0).rollout().sequence().completion());
    }
  }

  @Test
  void otherTemperaturesTakeTurnsAndOtherLimitsDoNot() {
    List<Request> requests = requests(6);
    try (OpenBatch batch = engine(8).open(SAMPLING, TokenListener.NONE)) {
      assertTrue(batch.takes(new Sampling(1, 7)));
      assertFalse(batch.takes(new Sampling(0.5, 40)));
    }
    try (SharedEngine shared = new SharedEngine(engine(3))) {
      List<CompletableFuture<List<List<Rollout>>>> callers = new ArrayList<>();
      for (int c = 0; c < 6; c++) {
        Sampling own = new Sampling(c % 2 == 0 ? 1 : 0.5, 20 + c);
        callers.add(
            CompletableFuture.supplyAsync(
                () -> shared.until(Deadline.in(Duration.ofMinutes(2))).generate(requests, 1, own)));
      }
      for (int c = 0; c < 6; c++) {
        Sampling own = new Sampling(c % 2 == 0 ? 1 : 0.5, 20 + c);
        assertSame(engine(64).generate(requests, 1, own), callers.get(c).join());
      }
    }
  }

  @Test
  void aDeadlineThatPassesEndsTheDrawing() {
    List<Request> requests = requests(8);
    try (SharedEngine shared = new SharedEngine(engine(4))) {
      RolloutEngine late = shared.until(Deadline.in(Duration.ZERO));
      assertThrows(Deadline.Passed.class, () -> late.generate(requests, 1, SAMPLING));
      Deadline given = Deadline.in(Duration.ofMinutes(2));
      AtomicInteger tokens = new AtomicInteger();
      assertThrows(
          Deadline.Passed.class,
          () ->
              shared
                  .until(given)
                  .generate(
                      requests,
                      1,
                      SAMPLING,
                      (request, sample, token) -> {
                        tokens.incrementAndGet();
                        given.cancel();
                      }));
      assertTrue(tokens.get() > 0);
      RolloutEngine other = shared.until(Deadline.in(Duration.ofMinutes(2)));
      assertSame(engine(64).generate(requests, 1, SAMPLING), other.generate(requests, 1, SAMPLING));
      assertEquals(0, shared.waiting());
    }
  }

  @Test
  void whatTheEngineThrowsReachesTheCallerAndTheNextOneIsServed() {
    RolloutEngine engine = engine(4);
    try (SharedEngine shared = new SharedEngine(engine)) {
      RolloutEngine view = shared.until(Deadline.in(Duration.ofMinutes(2)));
      Request impossible = new Request(new int[] {VOCAB + 5000}, Key.of(1, "no such token"));
      assertThrows(RuntimeException.class, () -> view.generate(List.of(impossible), 1, SAMPLING));
      List<Request> requests = requests(3);
      assertSame(engine(64).generate(requests, 1, SAMPLING), view.generate(requests, 1, SAMPLING));
    }
  }

  @Test
  void whoeverWaitsWhenItIsClosedIsTold() {
    SharedEngine shared = new SharedEngine(engine(1));
    RolloutEngine view = shared.until(Deadline.in(Duration.ofMinutes(2)));
    AtomicInteger tokens = new AtomicInteger();
    List<Request> requests = requests(400);
    CompletableFuture<?> waiting =
        CompletableFuture.supplyAsync(
            () -> view.generate(requests, 4, SAMPLING, (r, s, token) -> tokens.incrementAndGet()));
    while (tokens.get() == 0) {
      Thread.onSpinWait();
    }
    shared.close();
    assertThrows(RuntimeException.class, waiting::join);
    assertThrows(IllegalStateException.class, () -> view.generate(requests, 1, SAMPLING));
  }
}
