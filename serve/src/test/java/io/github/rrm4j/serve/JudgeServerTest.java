package io.github.rrm4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.InvalidInput;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The neutral route, and the rules that hold for every route. */
class JudgeServerTest {

  private static final String PAIR = "{\"prompt\": \"1 + 2\", \"responses\": [\"3\", \"4\"]}";

  @TempDir private Path folder;
  private static Path model;
  private static ScriptedEngine engine;
  private JudgeServer server;
  private Client client;

  @BeforeAll
  static void startEngine(@TempDir Path models) throws IOException {
    model = models;
    engine = new ScriptedEngine(models);
  }

  @AfterAll
  static void stopEngine() {
    engine.close();
  }

  @BeforeEach
  void start() throws IOException {
    engine.reset();
    open();
  }

  private void open() {
    server = JudgeServer.start(Client.settings(engine.spec(), folder.resolve("store")));
    client = new Client(server);
  }

  @AfterEach
  void stop() {
    engine.gate.countDown();
    server.close();
  }

  @Test
  void aPairIsJudgedInBothOrders() {
    HttpResponse<String> response = client.send(client.post("/v1/judge", PAIR));
    JsonNode answer = Client.json(response, 200);
    assertEquals("verdict", answer.get("outcome").asText());
    assertEquals(1, answer.at("/ranking/choice").asInt(), answer.toString());
    assertEquals("[2,1]", answer.at("/ranking/places").toString());
    assertEquals("[0.0,1.0]", answer.at("/ranking/ratings").toString());
    JsonNode pair = answer.at("/pairs/0");
    assertEquals("second", pair.get("result").asText());
    assertTrue(pair.get("orders_agree").asBoolean());
    assertEquals(2, pair.get("votes").size());
    assertEquals("swapped", pair.at("/votes/1/order").asText());
    assertTrue(pair.get("reasoning").asText().contains("boxed"), pair.toString());
    assertTrue(answer.get("tokens").asInt() > 2);
    assertEquals(server.version(), response.headers().firstValue("X-Judge-Version").orElseThrow());
    assertEquals(server.version(), answer.get("judge_version").asText());
  }

  @Test
  void severalResponsesAreRanked() {
    JsonNode answer =
        client.answer(
            "/v1/judge",
            "{\"id\": \"q\", \"prompt\": [{\"role\": \"user\", \"content\": \"1 + 2\"}],"
                + " \"responses\": [\"3\", \"9\", \"5\", \"9\"], \"method\": \"win_rate\"}");
    assertEquals("[4,1,3,1]", answer.at("/ranking/places").toString(), answer.toString());
    assertEquals("[0,1,2,1]", answer.at("/ranking/teams").toString());
    assertEquals(3, answer.get("pairs").size(), "identical responses play as one");
    assertEquals(3, answer.get("pairs_whose_orders_agree").asInt());
    assertEquals("[0.0,1.0,0.5,1.0]", answer.at("/ranking/ratings").toString());
  }

  @Test
  void ordersThatDoNotAgreeAreSaid() {
    JsonNode answer =
        client.answer("/v1/judge", "{\"prompt\": \"1 + 2\", \"responses\": [\"3\", \"3 3\"]}");
    assertEquals("split", answer.at("/pairs/0/result").asText());
    assertFalse(answer.at("/pairs/0/orders_agree").asBoolean());
    assertEquals("[0.5,0.5]", answer.at("/ranking/ratings").toString());
    assertEquals(1, answer.get("split_pairs").asInt());
  }

  @Test
  void whatCannotBeReadIsAStatusAndNoNumber() {
    String body = "{\"prompt\": \"1 + 2\", \"responses\": [\"3?\", \"4\"]}";
    JsonNode answer = Client.json(client.send(client.post("/v1/judge", body)), 422);
    assertEquals("malformed", answer.get("outcome").asText());
    assertTrue(answer.at("/ranking/choice").isNull());
    assertEquals("unreadable", answer.at("/error/code").asText());
    String some = "{\"prompt\": \"1 + 2\", \"responses\": [\"3?\", \"4\", \"5\"]}";
    JsonNode ranking = Client.json(client.send(client.post("/v1/judge", some)), 422);
    assertEquals(2, ranking.get("unreadable_pairs").asInt());
  }

  @Test
  void anEngineThatFailsIsUnavailable() {
    engine.failing = true;
    HttpResponse<String> response = client.send(client.post("/v1/judge", PAIR));
    assertEquals("engine", Client.json(response, 503).at("/error/code").asText());
    assertEquals("1", response.headers().firstValue("Retry-After").orElseThrow());
    engine.failing = false;
    client.answer("/v1/judge", PAIR); // a failure is not kept
  }

  @Test
  void aRepeatedRequestIsAnsweredFromTheDiskWithTheSameBytes() {
    HttpResponse<String> first = client.send(client.post("/v1/judge", PAIR));
    assertEquals("new", first.headers().firstValue("X-Judge-Answer").orElseThrow());
    int calls = engine.calls.get();
    server.close();
    open();
    HttpResponse<String> again = client.send(client.post("/v1/judge", PAIR));
    assertEquals(first.body(), again.body());
    assertEquals("kept", again.headers().firstValue("X-Judge-Answer").orElseThrow());
    assertEquals(calls, engine.calls.get());
    client.answer(
        "/v1/judge", "{\"prompt\": \"1 + 2\", \"responses\": [\"3\", \"4\"], \"seed\": 2}");
    assertTrue(engine.calls.get() > calls, "another seed is another request");
  }

  @Test
  void theSameRequestAtTheSameTimeIsJudgedOnce() {
    engine.gate = new CountDownLatch(1);
    List<CompletableFuture<HttpResponse<String>>> callers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      callers.add(client.sendLater(client.post("/v1/judge", PAIR)));
    }
    until(() -> ready().get("in_hand").asInt() == 6);
    engine.gate.countDown();
    String first = callers.get(0).join().body();
    callers.forEach(caller -> assertEquals(first, caller.join().body()));
    assertEquals(2, engine.calls.get());
  }

  private JsonNode ready() {
    return Client.json(client.send(client.request("/ready").GET()), 200);
  }

  private static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void aFullQueueSaysWhenToComeAgain() {
    engine.gate = new CountDownLatch(1);
    List<CompletableFuture<HttpResponse<String>>> callers = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      callers.add(client.sendLater(client.post("/v1/judge", numbered(i))));
    }
    until(() -> ready().get("in_hand").asInt() == 24);
    HttpResponse<String> refused = client.send(client.post("/v1/judge", PAIR));
    assertEquals("queue_full", Client.json(refused, 429).at("/error/code").asText());
    assertEquals("1", refused.headers().firstValue("Retry-After").orElseThrow());
    engine.gate.countDown();
    callers.forEach(caller -> assertEquals(200, caller.join().statusCode()));
  }

  private static String numbered(int i) {
    return "{\"prompt\": \"1 + " + i + "\", \"responses\": [\"3\", \"4\"]}";
  }

  @Test
  void aDeadlineEndsTheJudging() {
    engine.gate = new CountDownLatch(1);
    String body = "{\"prompt\": \"1\", \"responses\": [\"3\", \"4\"], \"timeout_seconds\": 0.2}";
    HttpResponse<String> late = client.send(client.post("/v1/judge", body));
    assertEquals("deadline", Client.json(late, 503).at("/error/code").asText());
    HttpResponse<String> header =
        client.send(client.post("/v1/judge", PAIR).header("X-Timeout-Seconds", "0.2"));
    assertEquals("deadline", Client.json(header, 503).at("/error/code").asText());
    until(() -> metric("rrm_engine_samples") == 0);
    engine.gate.countDown();
    client.answer("/v1/judge", PAIR);
  }

  private double metric(String name) {
    String text = client.send(client.request("/metrics").GET()).body();
    return text.lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
        .findFirst()
        .orElseThrow(() -> new AssertionError(text));
  }

  @Test
  void numbersArePublished() {
    client.answer("/v1/judge", PAIR);
    client.answer("/v1/judge", PAIR);
    assertEquals(1, metric("rrm_judged_total"));
    assertEquals(1, metric("rrm_answered_from_store_total"));
    assertEquals(1, metric("rrm_pairs_orders_agree_total"));
    assertEquals(1, metric("rrm_store_answers"));
    assertTrue(metric("rrm_tokens_total") > 0);
    String text = client.send(client.request("/metrics").GET()).body();
    assertTrue(
        text.contains("rrm_requests_seconds_count{route=\"/v1/judge\",status=\"200\"} 2"), text);
  }

  @Test
  void aStreamTellsTokensAndThenTheAnswer() {
    HttpResponse<String> response =
        client.send(client.post("/v1/judge", PAIR).header("Accept", "text/event-stream"));
    List<String> lines = response.body().lines().toList();
    assertTrue(lines.contains("event: token"), response.body());
    assertEquals("event: answer", lines.get(lines.size() - 3), response.body());
    String spoken =
        lines.stream()
            .filter(line -> line.startsWith("data: {\"order\":0,"))
            .map(line -> line.replaceFirst(".*\"text\":\"(.*)\"}", "$1"))
            .reduce("", String::concat);
    JsonNode answer = client.answer("/v1/judge", PAIR);
    assertEquals(answer.at("/pairs/0/votes/0/text").toString(), "\"<think>\\n" + spoken + '"');
    String broken = "{\"prompt\": \"1\", \"responses\": [\"3?\", \"4\"], \"stream\": true}";
    String error = client.send(client.post("/v1/judge", broken)).body();
    assertTrue(error.contains("event: error\n") && error.contains("\"status\":422"), error);
    assertFalse(error.contains("event: answer"), error);
  }

  @Test
  void aReloadTakesNewContentsAndLosesNoRequest() throws IOException {
    engine.gate = new CountDownLatch(1);
    CompletableFuture<HttpResponse<String>> caller =
        client.sendLater(client.post("/v1/judge", PAIR));
    until(() -> engine.calls.get() > 0);
    String before = server.version();
    Path settings = model.resolve("judge.json");
    String told = Files.readString(settings);
    assertTrue(told.contains("0.7"), told);
    Files.writeString(settings, told.replace("0.7", "0.8"));
    JsonNode reloaded = client.answer("/admin/reload", "{}");
    assertEquals(before, reloaded.get("before").asText());
    assertNotEquals(before, reloaded.get("judge_version").asText());
    assertEquals(reloaded.get("judge_version").asText(), server.version());
    engine.gate.countDown();
    assertEquals(before, Client.json(caller.join(), 200).get("judge_version").asText());
    assertEquals(server.version(), client.answer("/v1/judge", PAIR).get("judge_version").asText());
    Files.writeString(settings, "{");
    assertEquals(
        "not_reloaded",
        Client.json(client.send(client.post("/admin/reload", "{}")), 409)
            .at("/error/code")
            .asText());
    client.answer("/v1/judge", PAIR);
  }

  @Test
  void whoIsInHandWhenItStopsIsAnsweredAndWhoComesThenIsRefused() {
    engine.gate = new CountDownLatch(1);
    CompletableFuture<HttpResponse<String>> caller =
        client.sendLater(client.post("/v1/judge", PAIR));
    until(() -> engine.calls.get() > 0);
    CompletableFuture<Void> stopping =
        CompletableFuture.runAsync(
            () -> server.stop(Duration.ofSeconds(60)),
            task -> new Thread(task).start()); // the common pool may have one thread alone
    until(() -> client.send(client.request("/ready").GET()).statusCode() == 503);
    HttpResponse<String> refused = client.send(client.post("/v1/judge", numbered(7)));
    assertEquals("stopping", Client.json(refused, 503).at("/error/code").asText());
    assertEquals(200, client.send(client.request("/health").GET()).statusCode());
    engine.gate.countDown();
    assertEquals(200, caller.join().statusCode());
    stopping.join();
  }

  @Test
  void whoIsStillInHandAfterTheGraceIsRefused() {
    engine.gate = new CountDownLatch(1);
    CompletableFuture<HttpResponse<String>> caller =
        client.sendLater(client.post("/v1/judge", PAIR));
    until(() -> engine.calls.get() > 0);
    server.stop(Duration.ofMillis(50));
    assertEquals("stopping", Client.json(caller.join(), 503).at("/error/code").asText());
  }

  @Test
  void aStoreBelongsToOneServer() {
    InvalidInput refused =
        assertThrows(
            InvalidInput.class,
            () -> JudgeServer.start(Client.settings(engine.spec(), folder.resolve("store"))));
    assertTrue(refused.getMessage().contains("another server"), refused.getMessage());
  }

  @Test
  void requestsThatCannotBeAreRefusedWithAReason() {
    refused(
        "{\"prompt\": \"1\", \"responses\": [\"3\"]}", "there are 1 responses, must be 2 to 16");
    refused("{\"prompt\": \"1\", \"responses\": [\"3\", 4]}", "'responses[1]' is 4");
    refused("{\"prompt\": 1, \"responses\": [\"3\", \"4\"]}", "must be a text or messages");
    refused("{\"promt\": \"1\", \"responses\": [\"3\", \"4\"]}", "field 'prompt' is missing");
    refused(PAIR.replace("}", ", \"vote\": 3}"), "field 'vote' is unknown; did you mean votes?");
    refused(PAIR.replace("}", ", \"votes\": 9}"), "must be a whole number from 1 to 8");
    refused(PAIR.replace("}", ", \"orders\": \"x\"}"), "must be one of given, one, half, both");
    refused(PAIR.replace("1 + 2", "1 + ".repeat(300)), "must have at most");
    refused(
        "{\"prompt\": \"1\", \"votes\": 8, \"method\": \"elo\", \"responses\": [\"3\""
                .replace("\"3\"", numbers(16))
            + "]}",
        "this takes 1920 judgements, must be at most 500");
    refused(PAIR.replace("}", ", \"temperature\": 0, \"votes\": 3}"), "raise the temperature");
    assertEquals(0, engine.calls.get());
  }

  private static String numbers(int count) {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < count; i++) {
      list.append(i == 0 ? "" : ", ").append('"').append(i).append('"');
    }
    return list.toString();
  }

  private void refused(String body, String why) {
    JsonNode answer = Client.json(client.send(client.post("/v1/judge", body)), 400);
    String message = answer.at("/error/message").asText();
    assertTrue(message.contains(why), message);
  }
}
