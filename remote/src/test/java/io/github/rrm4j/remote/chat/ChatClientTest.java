package io.github.rrm4j.remote.chat;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.model.ChatTemplate.Message;
import io.github.rrm4j.remote.RemoteSettings.Retries;
import io.github.rrm4j.remote.StandInChat;
import io.github.rrm4j.remote.StandInServer;
import io.github.rrm4j.remote.StandInServer.Fault;
import io.github.rrm4j.remote.chat.ChatResult.Answer;
import io.github.rrm4j.remote.chat.ChatResult.Failed;
import io.github.rrm4j.remote.chat.ChatResult.TooLong;
import io.github.rrm4j.remote.chat.ChatSettings.Api;
import io.github.rrm4j.remote.chat.ChatSettings.Calling;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatClientTest {

  private static final Calling QUICK = quick(3, Duration.ofSeconds(20));

  private static Calling quick(int attempts, Duration timeout) {
    return new Calling(
        4, new Retries(attempts, Duration.ofMillis(1), Duration.ofMillis(5)), timeout, 0, 0);
  }

  private static ChatClient open(StandInChat server, Api api, Calling calling) {
    return ChatClient.open(ChatSettings.of(api, server.url(), StandInChat.MODEL).with(calling));
  }

  private static ChatRequest request(String question) {
    return new ChatRequest(
        List.of(new Message("system", "Judge."), new Message("user", question)),
        OptionalDouble.of(0.5),
        OptionalDouble.empty(),
        100,
        7);
  }

  private static ChatResult ask(ChatClient client) {
    return client.ask(List.of(request("which?"))).get(0);
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void anAnswerHasItsTextItsReasoningAndItsTokens(Api api) {
    try (StandInChat server = new StandInChat();
        ChatClient client = open(server, api, QUICK)) {
      server.says = question -> "It is [[A]] of " + question;
      server.reasoning = "hm, twelve c";
      Answer answer = assertInstanceOf(Answer.class, ask(client));
      assertEquals("It is [[A]] of which?", answer.text());
      assertEquals("hm, twelve c", answer.reasoning());
      assertFalse(answer.truncated());
      assertEquals(2, answer.usage().input());
      assertEquals(2, answer.usage().cached());
      assertEquals(6 + 3, answer.usage().output());
      assertEquals(
          api == Api.OPENAI ? OptionalInt.of(3) : OptionalInt.empty(), answer.usage().reasoning());
      ObjectNode body = server.bodies.get(0);
      assertEquals(StandInChat.MODEL, body.path("model").asText());
      assertEquals(0.5, body.path("temperature").asDouble());
      assertEquals(100, body.path("max_tokens").asInt());
      assertFalse(body.has("top_p"));
      assertEquals(api == Api.OPENAI, body.has("seed"));
      assertEquals(api == Api.OPENAI ? 2 : 1, body.path("messages").size());
      assertEquals(api == Api.OPENAI ? "" : "Judge.", body.path("system").asText());
    }
  }

  @Test
  void answersComeInTheOrderOfTheQuestionsAndNoMoreAreAskedAtOnceThanAllowed() {
    try (StandInChat server = new StandInChat();
        ChatClient client = open(server, Api.OPENAI, QUICK)) {
      server.says = question -> question;
      List<ChatResult> results =
          client.ask(IntStream.range(0, 60).mapToObj(i -> request("q" + i)).toList());
      for (int i = 0; i < 60; i++) {
        assertEquals("q" + i, ((Answer) results.get(i)).text());
      }
      assertTrue(server.most.get() <= 4, "at once: " + server.most);
      assertEquals(60, client.counts().get("calls"));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {408, 409, 425, 429, 500, 502, 503, 504, 529})
  void aServerThatIsBusyIsAskedAgain(int status) {
    try (StandInChat server = new StandInChat();
        ChatClient client = open(server, Api.OPENAI, QUICK)) {
      server.faults.add(StandInChat.status(status, "later"));
      server.faults.add(StandInChat.status(status, "later"));
      assertInstanceOf(Answer.class, ask(client));
      assertEquals(3, server.calls.get());
      assertEquals(2, client.counts().get("tried again: status " + status));
    }
  }

  @ParameterizedTest
  @EnumSource(Api.class)
  void halfAnAnswerIsNone(Api api) {
    List<Fault> faults =
        List.of(
            (exchange, well) -> Optional.of(well.substring(0, well.length() / 2)),
            (exchange, well) -> Optional.of(""),
            (exchange, well) -> Optional.of("<html>busy</html>"),
            (exchange, well) -> Optional.of("{}"),
            (exchange, well) -> Optional.of("{\"choices\":[],\"content\":null}"),
            (exchange, well) -> Optional.of(well.replaceAll("\"stop\"|\"end_turn\"", "null")),
            (exchange, well) -> Optional.of(well.replaceAll("\"stop\"|\"end_turn\"", "\"new\"")),
            ChatClientTest::broken);
    for (Fault fault : faults) {
      try (StandInChat server = new StandInChat();
          ChatClient client = open(server, api, QUICK)) {
        server.always = question -> Optional.of(fault);
        Failed failed = assertInstanceOf(Failed.class, ask(client));
        assertEquals(3, server.calls.get(), failed.why());
        assertEquals(1, client.counts().get("failed: " + failed.kind()));
      }
    }
  }

  /** The headers promise more than comes. */
  private static Optional<String> broken(HttpExchange exchange, String well) throws IOException {
    exchange.sendResponseHeaders(200, 1000);
    exchange.getResponseBody().write(well.getBytes(StandardCharsets.UTF_8), 0, 20);
    exchange.getResponseBody().flush();
    exchange.close();
    return Optional.empty();
  }

  @Test
  void aBodyThatTricklesIsNotWaitedForWithoutEnd() {
    CountDownLatch end = new CountDownLatch(1);
    try (StandInChat server = new StandInChat();
        ChatClient client = open(server, Api.OPENAI, quick(1, Duration.ofMillis(300)))) {
      server.always =
          question ->
              Optional.of(
                  (exchange, well) -> {
                    exchange.sendResponseHeaders(200, well.length());
                    exchange.getResponseBody().write(well.getBytes(StandardCharsets.UTF_8), 0, 9);
                    exchange.getResponseBody().flush();
                    await(end);
                    return Optional.empty();
                  });
      assertEquals("timeout", assertInstanceOf(Failed.class, ask(client)).kind());
    } finally {
      end.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aRefusalIsNoAnswerAndIsNotAskedAgain() {
    Map<Fault, String> faults =
        Map.of(
            (exchange, well) -> Optional.of(well.replace("\"stop\"", "\"content_filter\"")),
            "content filter",
            (exchange, well) ->
                Optional.of(well.replace("\"role\"", "\"refusal\":\"I cannot\",\"role\"")),
            "refusal",
            StandInChat.status(400, "blocked: content_filter"),
            "content filter");
    faults.forEach(
        (fault, kind) -> {
          try (StandInChat server = new StandInChat();
              ChatClient client = open(server, Api.OPENAI, QUICK)) {
            server.always = question -> Optional.of(fault);
            assertEquals(kind, assertInstanceOf(Failed.class, ask(client)).kind());
            assertEquals(1, server.calls.get());
          }
        });
    try (StandInChat server = new StandInChat();
        ChatClient client = open(server, Api.ANTHROPIC, QUICK)) {
      server.faults.add((exchange, well) -> Optional.of(well.replace("end_turn", "refusal")));
      assertEquals("refusal", assertInstanceOf(Failed.class, ask(client)).kind());
    }
  }

  @Test
  void whatHitsTheLimitIsTruncated() {
    for (Api api : Api.values()) {
      try (StandInChat server = new StandInChat();
          ChatClient client = open(server, api, QUICK)) {
        server.faults.add(
            (exchange, well) ->
                Optional.of(
                    well.replace("\"stop\"", "\"length\"").replace("end_turn", "max_tokens")));
        assertTrue(assertInstanceOf(Answer.class, ask(client)).truncated());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "context_length_exceeded",
        "This model's maximum context length is 4096 tokens",
        "prompt is too long: 9 tokens > 8 maximum",
        "exceed_context_size_error"
      })
  void whatIsTooLongIsToldByTheServer(String message) {
    try (StandInChat server = new StandInChat();
        ChatClient client = open(server, Api.OPENAI, QUICK)) {
      server.faults.add(StandInChat.status(400, message));
      assertInstanceOf(TooLong.class, ask(client));
      assertEquals(1, server.calls.get());
    }
  }

  @Test
  void whatIsRefusedForGoodIsAnErrorAtOnce() {
    try (StandInChat server = new StandInChat();
        ChatClient client = open(server, Api.OPENAI, QUICK)) {
      server.always = question -> Optional.of(StandInChat.status(404, "no model judge-1"));
      assertEquals(
          server.url() + "/v1 answers /v1/chat/completions with status 404: no model judge-1",
          assertThrows(InvalidInput.class, () -> ask(client)).getMessage());
      assertEquals(1, server.calls.get());
    }
  }

  @Test
  void aKeyIsSentAndNeverShown() {
    String key = System.getenv("PATH"); // any variable that is set
    for (Api api : Api.values()) {
      try (StandInChat server = new StandInChat();
          ChatClient client =
              ChatClient.open(
                  ChatSettings.of(api, server.url(), StandInChat.MODEL)
                      .with(QUICK)
                      .withKeyFrom("PATH"))) {
        server.always = question -> Optional.of(StandInChat.status(401, "wrong key " + key));
        String said = assertThrows(InvalidInput.class, () -> ask(client)).getMessage();
        assertTrue(said.endsWith("with status 401: wrong key ..."), said);
        Map<String, List<String>> sent = server.headers.get(0);
        assertEquals(
            List.of(api == Api.OPENAI ? "Bearer " + key : key),
            sent.get(api == Api.OPENAI ? "Authorization" : "X-api-key"));
      }
    }
    assertEquals(
        "environment variable RRM_NO_SUCH_KEY: is not set, must hold the API's key; set it",
        assertThrows(
                InvalidInput.class,
                () ->
                    ChatClient.open(
                        ChatSettings.of(Api.OPENAI, "http://127.0.0.1:1", "m")
                            .withKeyFrom("RRM_NO_SUCH_KEY")))
            .getMessage());
  }

  @Test
  void aServerThatWantsTheNewNameOfTheLimitGetsIt() {
    try (StandInChat server = new StandInChat();
        ChatClient client = open(server, Api.OPENAI, QUICK)) {
      server.faults.add(
          StandInChat.status(400, "Unsupported parameter: max_tokens; use max_completion_tokens"));
      assertInstanceOf(Answer.class, ask(client));
      assertInstanceOf(Answer.class, ask(client));
      assertTrue(server.bodies.get(0).has("max_tokens"));
      for (ObjectNode body : server.bodies.subList(1, 3)) {
        assertFalse(body.has("max_tokens"));
        assertEquals(100, body.path("max_completion_tokens").asInt());
      }
    }
  }

  @Test
  void otherFieldsAreSentToo() {
    try (StandInChat server = new StandInChat();
        ChatClient client =
            ChatClient.open(
                ChatSettings.of(Api.OPENAI, server.url() + "/v1/", StandInChat.MODEL)
                    .with(QUICK)
                    .with(Json.object().put("reasoning_effort", "high").put("seed", 1)))) {
      assertInstanceOf(Answer.class, ask(client));
      assertEquals("high", server.bodies.get(0).path("reasoning_effort").asText());
      assertEquals(1, server.bodies.get(0).path("seed").asInt());
    }
  }

  @Test
  void nobodyThereIsNoAnswer() {
    try (ChatClient client =
        ChatClient.open(ChatSettings.of(Api.OPENAI, "http://127.0.0.1:1", "m").with(QUICK))) {
      assertEquals("connection", assertInstanceOf(Failed.class, ask(client)).kind());
    }
  }

  @Test
  void anAddressWithAQueryIsRefused() {
    assertThrows(
        InvalidInput.class, () -> ChatSettings.of(Api.OPENAI, "http://host/v1?key=secret", "m"));
    assertThrows(InvalidInput.class, () -> ChatSettings.of(Api.OPENAI, "http://host/v1", " "));
  }

  @Test
  void noMinuteHasMoreCallsOrTokensThanItMay() {
    long[] now = {0};
    RateLimit requests = new RateLimit(60, 0, () -> now[0]);
    assertEquals(0, requests.reserve(1000));
    assertEquals(1e9, requests.reserve(1000), 1);
    assertEquals(2e9, requests.reserve(1000), 1);
    now[0] = 10_000_000_000L;
    assertEquals(0, requests.reserve(1000), "what was not used is not saved up");
    assertEquals(1e9, requests.reserve(1000), 1);

    RateLimit tokens = new RateLimit(0, 600, () -> now[0]);
    assertEquals(0, tokens.reserve(20));
    assertEquals(2e9, tokens.reserve(10), 1);
    tokens.settle(20, 50); // the first one had more
    assertEquals(6e9, tokens.reserve(10), 1);
  }

  @Test
  void aServerSaysHowLongToWait() {
    try (StandInChat server = new StandInChat();
        ChatClient client =
            open(
                server,
                Api.OPENAI,
                new Calling(
                    1,
                    new Retries(2, Duration.ofMillis(1), Duration.ofMillis(400)),
                    Duration.ofSeconds(20),
                    0,
                    0))) {
      for (Map.Entry<String, String> header :
          Map.of(
                  "Retry-After", "3600",
                  "retry-after-ms", "350",
                  "retry-after", "Fri, 31 Dec 2100 23:59:59 GMT")
              .entrySet()) {
        server.faults.add(
            (exchange, well) -> {
              exchange.getResponseHeaders().add(header.getKey(), header.getValue());
              StandInServer.send(exchange, 429, "{}");
              return Optional.empty();
            });
        long start = System.nanoTime();
        assertInstanceOf(Answer.class, ask(client));
        assertTrue(System.nanoTime() - start >= 340e6, header.getKey());
      }
    }
  }
}
