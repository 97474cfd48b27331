package io.github.rrm4j.remote;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.RowLogprobs;
import io.github.rrm4j.remote.RemoteSettings.Kind;
import io.github.rrm4j.remote.RemoteSettings.Retries;
import io.github.rrm4j.remote.StandInServer.Fault;
import io.github.rrm4j.rollout.LocalEngine;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.Rollout.Finish;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.rollout.Sampling.Candidates;
import io.github.rrm4j.rollout.Stopping;
import io.github.rrm4j.rollout.ThinkingBudget;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same for every dialect, against a server that samples for real. */
class RemoteEngineTest {

  private static final int END = 0;
  private static final Retries QUICK = new Retries(4, Duration.ofMillis(2), Duration.ofMillis(20));

  @ParameterizedTest
  @EnumSource(Kind.class)
  void greedyCompletionsAreThoseOfTheLocalEngine(Kind kind) {
    try (StandInServer server = new StandInServer(kind);
        RemoteEngine remote = open(server, kind)) {
      LocalEngine local = new LocalEngine(server.model, id -> id == END, 4, server.manager);
      Sampling greedy = new Sampling(0, 20);
      List<List<Rollout>> here = local.generate(requests(5), 1, greedy);
      List<List<Rollout>> there = remote.generate(requests(5), 1, greedy);
      for (int r = 0; r < 5; r++) {
        assertArrayEquals(tokens(here.get(r).get(0)), tokens(there.get(r).get(0)));
        assertEquals(here.get(r).get(0).finish(), there.get(r).get(0).finish());
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void logprobsAreThoseOfTheTrainer(Kind kind) {
    try (StandInServer server = new StandInServer(kind);
        RemoteEngine remote = open(server, kind)) {
      List<Rollout> rollouts =
          remote.generate(requests(4), 3, new Sampling(0.7, 20)).stream()
              .flatMap(List::stream)
              .toList();
      RowLogprobs own = new RowLogprobs(server.model, 4096, PassMemory.DEFAULT, server.manager);
      float[][] expected = own.of(rollouts.stream().map(Rollout::sequence).toList(), 0.7);
      for (int i = 0; i < expected.length; i++) {
        assertArrayEquals(expected[i], rollouts.get(i).logprobs(), 1e-3f);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void everySampleHasItsOwnSeedWhateverElseIsAsked(Kind kind) {
    try (StandInServer server = new StandInServer(kind);
        RemoteEngine remote = open(server, kind)) {
      Sampling sampling = new Sampling(1, 16);
      List<List<Rollout>> all = remote.generate(requests(4), 3, sampling);
      List<List<Rollout>> one = remote.generate(requests(4).subList(2, 3), 2, sampling);
      assertArrayEquals(tokens(all.get(2).get(1)), tokens(one.get(0).get(1)));
      assertFalse(Arrays.equals(tokens(all.get(2).get(0)), tokens(all.get(2).get(1))));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void theFieldsOfSamplingAreAllSent(Kind kind) {
    try (StandInServer server = new StandInServer(kind);
        RemoteEngine remote = open(server, kind)) {
      remote.generate(requests(1), 1, new Sampling(0.6, 9).among(new Candidates(20, 0.95, 0.05)));
      ObjectNode body = server.bodies.get(0);
      ObjectNode own = kind == Kind.SGLANG ? (ObjectNode) body.get("sampling_params") : body;
      assertEquals(0.6, own.get("temperature").asDouble());
      assertEquals(20, own.get("top_k").asInt());
      assertEquals(0.95, own.get("top_p").asDouble());
      assertEquals(0.05, own.get("min_p").asDouble());
      String repetition = kind == Kind.LLAMA_CPP ? "repeat_penalty" : "repetition_penalty";
      assertEquals(1, own.get(repetition).asDouble());
      assertEquals(kind == Kind.VLLM, body.has("cache_salt"));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void thinkingIsEndedByForceAndGoesOnWithTheVerdict(Kind kind) {
    try (StandInServer server = new StandInServer(kind);
        RemoteEngine remote = open(server, kind)) {
      int[] forced = {11, 96, 12};
      Sampling sampling = new Sampling(1, 20).within(new ThinkingBudget(6, 4, 96, forced));
      List<List<Rollout>> rollouts = remote.generate(requests(6), 2, sampling);
      int seen = 0;
      for (List<Rollout> group : rollouts) {
        for (Rollout rollout : group) {
          if (rollout.forced().isPresent()) {
            seen++;
            int[] ids = tokens(rollout);
            assertEquals(6, rollout.forced().get().from());
            assertArrayEquals(forced, Arrays.copyOfRange(ids, 6, 9));
            assertTrue(Float.isNaN(rollout.logprobs()[7]));
            assertTrue(ids.length <= 13, "the verdict has at most four tokens");
          }
        }
      }
      assertTrue(seen > 3, seen + " were cut off");
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void whatFailsIsAskedAgainAndCounted(Kind kind) {
    try (StandInServer server = new StandInServer(kind);
        RemoteEngine remote = open(server, kind)) {
      int[] well = tokens(remote.generate(requests(1), 1, new Sampling(1, 8)).get(0).get(0));
      server.faults.add(busy(429));
      server.faults.add(busy(503));
      server.faults.add((exchange, answer) -> Optional.of(answer.substring(0, 30)));
      int[] again = tokens(remote.generate(requests(1), 1, new Sampling(1, 8)).get(0).get(0));
      assertArrayEquals(well, again);
      server.faults.add(
          (exchange, answer) -> {
            exchange.close(); // without a word
            return Optional.empty();
          });
      server.faults.add((exchange, answer) -> Optional.of("{\"error\":{\"message\":\"oh\"}}"));
      remote.generate(requests(1), 1, new Sampling(1, 8));
      assertEquals(1, remote.counts().get("failed: status 429"));
      assertEquals(1, remote.counts().get("failed: status 503"));
      assertEquals(1, remote.counts().get("failed: half an answer"));
      assertEquals(1, remote.counts().get("failed: connection"));
      assertEquals(1, remote.counts().get("failed: unusable answer"));
      assertEquals(8, remote.counts().get("calls"));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void aServerThatStaysBrokenIsOneLine(Kind kind) {
    try (StandInServer server = new StandInServer(kind);
        RemoteEngine remote = open(server, kind)) {
      for (int i = 0; i < 8; i++) {
        server.faults.add(busy(503));
      }
      EngineFailure e =
          assertThrows(
              EngineFailure.class, () -> remote.generate(requests(1), 1, new Sampling(1, 8)));
      assertEquals(
          server.url()
              + ": no usable answer in 4 attempts, the last one: status 503: try later; see whether the server is well, and run again",
          e.getMessage());
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void numbersThatCannotBeAreNotTaken(Kind kind) {
    try (StandInServer server = new StandInServer(kind);
        RemoteEngine remote = open(server, kind)) {
      String number = kind == Kind.LLAMA_CPP ? "(\"prob\":)[0-9.eE-]+" : "-[0-9.]+(E-?\\d+)?";
      for (String wrong : List.of("null", "-9999.0", "\"NaN\"", "7.5")) {
        String put = kind == Kind.LLAMA_CPP ? "$1" + wrong : wrong;
        server.faults.add((x, answer) -> Optional.of(answer.replaceFirst(number, put)));
        assertEquals(
            tokens(remote.generate(requests(1), 1, new Sampling(1, 8)).get(0).get(0)).length, 8);
      }
      assertEquals(4, remote.counts().get("failed: unusable answer"));
    }
  }

  @ParameterizedTest
  @EnumSource(Kind.class)
  void tokensOfAnotherModelAreTold(Kind kind) {
    try (StandInServer server = new StandInServer(kind);
        RemoteEngine small =
            RemoteEngine.open(settings(server, kind), new RemoteEngine.Model(ends(), 4096, 3))) {
      EngineFailure e =
          assertThrows(
              EngineFailure.class, () -> small.generate(requests(1), 1, new Sampling(1, 8)));
      assertTrue(e.getMessage().contains("the server has another model"), e.getMessage());
    }
  }

  @Test
  void anEndThatIsNoneHereIsAnotherTokenizer() {
    try (StandInServer server = new StandInServer(Kind.LLAMA_CPP);
        RemoteEngine other =
            RemoteEngine.open(
                settings(server, Kind.LLAMA_CPP),
                new RemoteEngine.Model(new TreeSet<>(Set.of(95)), 4096, 97))) {
      EngineFailure e =
          assertThrows(
              EngineFailure.class, () -> other.generate(requests(12), 8, new Sampling(1.5, 60)));
      assertTrue(e.getMessage().contains("the server has another tokenizer"), e.getMessage());
    }
  }

  @Test
  void anotherServerTakesOverFromOneThatIsDown() {
    try (StandInServer first = new StandInServer(Kind.VLLM);
        StandInServer second = new StandInServer(Kind.VLLM)) {
      RemoteSettings settings =
          RemoteSettings.of(Kind.VLLM, List.of(first.url(), second.url()), StandInServer.MODEL)
              .with(QUICK, Duration.ofSeconds(20));
      try (RemoteEngine both = RemoteEngine.open(settings, model())) {
        first.close();
        assertEquals(6, both.generate(requests(6), 2, new Sampling(1, 8)).size());
        assertTrue(both.counts().get("failed: connection") > 0);
        assertTrue(second.calls.get() >= 12);
      }
    }
  }

  /** The one answers only after the other has answered five times. */
  @Test
  void serversOfDifferentSpeedGiveWhatOneGives() {
    try (StandInServer slow = new StandInServer(Kind.VLLM);
        StandInServer fast = new StandInServer(Kind.VLLM);
        RemoteEngine alone = open(fast, Kind.VLLM);
        RemoteEngine both =
            RemoteEngine.open(
                RemoteSettings.of(Kind.VLLM, List.of(slow.url(), fast.url()), StandInServer.MODEL),
                model())) {
      List<List<Rollout>> expected = alone.generate(requests(5), 3, new Sampling(1, 8));
      fast.calls.set(0);
      for (int i = 0; i < 15; i++) {
        slow.faults.add(
            (exchange, answer) -> {
              while (fast.calls.get() < 5) {
                Thread.onSpinWait();
              }
              return Optional.of(answer);
            });
      }
      List<List<Rollout>> drawn = both.generate(requests(5), 3, new Sampling(1, 8));
      assertTrue(slow.calls.get() > 0, "the slow one has drawn some");
      for (int r = 0; r < 5; r++) {
        for (int s = 0; s < 3; s++) {
          assertArrayEquals(tokens(expected.get(r).get(s)), tokens(drawn.get(r).get(s)));
        }
      }
    }
  }

  @Test
  void aSlowServerIsNotWaitedForWithoutEnd() {
    try (StandInServer server = new StandInServer(Kind.SGLANG)) {
      RemoteSettings settings = settings(server, Kind.SGLANG).with(QUICK, Duration.ofMillis(300));
      try (RemoteEngine remote = RemoteEngine.open(settings, model())) {
        server.faults.add(
            (exchange, answer) -> {
              sleep(1000);
              return Optional.of(answer);
            });
        remote.generate(requests(1), 1, new Sampling(1, 4));
        assertEquals(1, remote.counts().get("failed: timeout"));
      }
    }
  }

  @Test
  void whatTheServerRefusesIsNotAskedAgain() {
    try (StandInServer server = new StandInServer(Kind.VLLM);
        RemoteEngine remote = open(server, Kind.VLLM)) {
      server.faults.add(
          (exchange, answer) -> {
            StandInServer.send(exchange, 404, "{\"error\":{\"message\":\"no such adapter\"}}");
            return Optional.empty();
          });
      InvalidInput e =
          assertThrows(
              InvalidInput.class, () -> remote.generate(requests(1), 1, new Sampling(1, 8)));
      assertEquals(
          server.url() + " answers /v1/completions with status 404: no such adapter",
          e.getMessage());
      assertEquals(1, server.calls.get());
    }
  }

  @Test
  void aModelThatIsNotServedIsToldBeforeAnythingIsAsked() {
    try (StandInServer server = new StandInServer(Kind.VLLM)) {
      RemoteSettings other = RemoteSettings.of(Kind.VLLM, List.of(server.url()), "policy-v2");
      InvalidInput e = assertThrows(InvalidInput.class, () -> RemoteEngine.open(other, model()));
      assertEquals(
          server.url()
              + ": it does not serve the model 'policy-v2', but policy-v1; start the server, or name another one",
          e.getMessage());
      RemoteSettings nobody =
          RemoteSettings.of(Kind.VLLM, List.of("http://127.0.0.1:1"), "policy-v1");
      assertTrue(
          assertThrows(InvalidInput.class, () -> RemoteEngine.open(nobody, model()))
              .getMessage()
              .startsWith("http://127.0.0.1:1: /v1/models: no connection;"));
    }
  }

  @Test
  void theServersPositionsBoundThePrompt() {
    try (StandInServer server = new StandInServer(Kind.VLLM)) {
      server.info = text -> text.replaceFirst("\"max_model_len\":\\d+", "\"max_model_len\":24");
      try (RemoteEngine remote = open(server, Kind.VLLM)) {
        assertEquals(4, remote.longestPrompt(new Sampling(1, 20)));
        assertThrows(
            InvalidInput.class, () -> remote.generate(requests(1), 1, new Sampling(1, 22)));
      }
    }
  }

  @Test
  void whatGoesInCirclesIsCutOff() {
    try (StandInServer server = new StandInServer(Kind.VLLM);
        RemoteEngine remote = open(server, Kind.VLLM)) {
      Sampling greedy = new Sampling(0, 90).stopping(new Stopping(Set.of(), 3));
      Rollout rollout = remote.generate(requests(1), 1, greedy).get(0).get(0);
      LocalEngine local = new LocalEngine(server.model, id -> id == END, 4, server.manager);
      Rollout here = local.generate(requests(1), 1, greedy).get(0).get(0);
      assertArrayEquals(tokens(here), tokens(rollout));
      assertEquals(here.finish(), rollout.finish());
      assertEquals(Finish.REPETITION, rollout.finish());
    }
  }

  @Test
  void aKeyIsSentAndNeverShown() {
    InvalidInput e =
        assertThrows(
            InvalidInput.class,
            () ->
                RemoteEngine.open(
                    RemoteSettings.of(Kind.VLLM, List.of("http://127.0.0.1:1"), "m")
                        .withKeyFrom("RRM_NO_SUCH_KEY"),
                    model()));
    assertEquals(
        "environment variable RRM_NO_SUCH_KEY: is not set, must hold the engine's key; set it",
        e.getMessage());
    InvalidInput secret =
        assertThrows(InvalidInput.class, () -> RemoteSettings.url("http://me:secret@host:8000"));
    assertFalse(secret.getMessage().contains("secret"), secret.getMessage());
  }

  /** llama-server gives no probability of a token that ends inside a character. */
  @Test
  void missingLogprobsAreNoneAndAmbiguousOnesToo() throws BadAnswer {
    float none = Float.NaN;
    float[] given = {-1, -2};
    assertArrayEquals(
        new float[] {none, -1, none, -2},
        LlamaCppDialect.aligned(new int[] {7, 5, 8, 6}, new int[] {5, 6}, given));
    assertArrayEquals(
        new float[] {-1, none, none},
        LlamaCppDialect.aligned(new int[] {5, 6, 6}, new int[] {5, 6}, given));
    assertThrows(
        BadAnswer.class, () -> LlamaCppDialect.aligned(new int[] {5, 9}, new int[] {5, 6}, given));
  }

  @Test
  void aLlamaCppAnswerWithoutProbabilitiesHasTokensWithoutLogprobs() throws Exception {
    JsonNode answer = Json.parse("{\"stop_type\": \"eos\", \"tokens\": [7, 5]}");
    Dialect.Asked asked =
        new Dialect.Asked("", "", new int[] {1}, 9, 1, Candidates.ALL, new TreeSet<>(), 1);
    float none = Float.NaN;
    Dialect.Drawn drawn = new LlamaCppDialect().read(answer, asked);
    assertArrayEquals(new int[] {7, 5}, drawn.tokens());
    assertArrayEquals(new float[] {none, none}, drawn.logprobs());
  }

  private static Fault busy(int status) {
    return (exchange, answer) -> {
      exchange.getResponseHeaders().add("Retry-After", "3600");
      StandInServer.send(exchange, status, "{\"message\":\"try later\"}");
      return Optional.empty();
    };
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static RemoteSettings settings(StandInServer server, Kind kind) {
    return RemoteSettings.of(kind, List.of(server.url()), StandInServer.MODEL)
        .with(QUICK, Duration.ofSeconds(30));
  }

  private static RemoteEngine open(StandInServer server, Kind kind) {
    return RemoteEngine.open(settings(server, kind), model());
  }

  private static TreeSet<Integer> ends() {
    return new TreeSet<>(Set.of(END));
  }

  private static RemoteEngine.Model model() {
    return new RemoteEngine.Model(ends(), 4096, 97);
  }

  private static int[] tokens(Rollout rollout) {
    return rollout.sequence().completion();
  }

  private static List<Request> requests(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> new Request(new int[] {i + 1, 2 * i + 3, 5}, Key.of(i, "request")))
        .toList();
  }
}
