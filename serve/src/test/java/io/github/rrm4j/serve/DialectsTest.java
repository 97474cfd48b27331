package io.github.rrm4j.serve;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.serve.ServeSettings.Cohort;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Requests as the frameworks send them, and what these read of the answers. */
class DialectsTest {

  @TempDir private Path folder;
  private static ScriptedEngine engine;
  private JudgeServer server;
  private Client client;

  @BeforeAll
  static void startEngine(@TempDir Path models) throws IOException {
    engine = new ScriptedEngine(models);
  }

  @AfterAll
  static void stopEngine() {
    engine.close();
  }

  @BeforeEach
  void start() throws IOException {
    engine.reset();
    open(Duration.ofSeconds(60));
  }

  private void open(Duration patience) {
    ServeSettings usual = Client.settings(engine.spec(), folder.resolve("store"));
    server =
        JudgeServer.start(
            new ServeSettings(
                usual.judge(),
                usual.asking(),
                usual.limits(),
                usual.address(),
                usual.token(),
                usual.store(),
                new Cohort(3, patience),
                usual.rule(),
                usual.idle()));
    client = new Client(server);
  }

  @AfterEach
  void stop() {
    engine.gate.countDown();
    server.close();
  }

  private static String gymResponse(String text) {
    return "{\"id\": \"resp_1\", \"object\": \"response\", \"output\": [{\"type\": \"reasoning\","
        + " \"summary\": []}, {\"type\": \"message\", \"role\": \"assistant\", \"content\":"
        + " [{\"type\": \"output_text\", \"text\": \""
        + text
        + "\", \"annotations\": []}]}]}";
  }

  @Test
  void nemoGymComparesACohort() {
    JsonNode answer =
        client.answer(
            "/compare",
            "{\"conversation_history\": [{\"role\": \"user\", \"content\": \"1 + 2\"}],"
                + " \"response_objs\": ["
                + gymResponse("3")
                + ", "
                + gymResponse("9")
                + ", "
                + gymResponse("5")
                + "], \"principle\": \"2\"}");
    assertEquals("[0.0,1.0,0.5]", answer.get("rewards").toString());
    assertEquals(6, answer.get("comparison_results").size(), "three pairs in two orders");
    for (JsonNode one : answer.get("comparison_results")) {
      boolean first = one.get("response_i").asInt() == 1 || one.get("response_j").asInt() == 0;
      first |= one.get("response_i").asInt() == 2 && one.get("response_j").asInt() == 0;
      assertEquals(first ? 4 : 2, one.get("score_1").asInt(), one.toString());
      assertEquals(first ? 2 : 4, one.get("score_2").asInt(), one.toString());
      assertEquals(first ? 2 : 5, one.get("ranking").asInt(), one.toString());
      assertTrue(one.get("judge_idx").asInt() < 2);
    }
    assertEquals(3, answer.at("/metrics/pairs_whose_orders_agree").asInt());
  }

  private static String gymVerify(int rollout, String text) {
    return "{\"responses_create_params\": {\"input\": [{\"role\": \"user\", \"content\": \"1 +"
        + " 2\"}]}, \"response\": "
        + gymResponse(text)
        + ", \"principle\": null, \"task_index\": 7, \"rollout_index\": "
        + rollout
        + ", \"prompt_id\": \"p7\"}";
  }

  @Test
  void nemoGymVerifiesTheSamplesOfACohortOneAtATime() {
    List<CompletableFuture<HttpResponse<String>>> samples = new ArrayList<>();
    samples.add(client.sendLater(client.post("/verify", gymVerify(0, "3"))));
    until(1);
    CompletableFuture<HttpResponse<String>> again =
        client.sendLater(client.post("/verify", gymVerify(0, "3"))); // a retry
    until(2);
    samples.add(client.sendLater(client.post("/verify", gymVerify(1, "9"))));
    until(3);
    samples.add(client.sendLater(client.post("/verify", gymVerify(2, "5"))));
    double[] expected = {0, 1, 0.5};
    for (int i = 0; i < 3; i++) {
      JsonNode answer = Client.json(samples.get(i).join(), 200);
      assertEquals(expected[i], answer.get("reward").asDouble());
      assertEquals(i, answer.get("rollout_index").asInt(), "the request comes back");
      assertTrue(answer.has("responses_create_params") && answer.has("response"));
    }
    assertEquals(0, Client.json(again.join(), 200).get("reward").asDouble());
    assertEquals(6, engine.calls.get());
  }

  private void until(int inHand) {
    while (server.inHand() < inHand) {
      Thread.onSpinWait();
    }
  }

  private static String openRlhf(String response) {
    String prompt = "<|im_start|>user\\n1 + 2<|im_end|>\\n<|im_start|>assistant\\n";
    return "{\"query\": [\""
        + prompt
        + response
        + "<|im_end|>\"], \"prompts\": [\""
        + prompt
        + "\"], \"labels\": [\"3\"]}";
  }

  @Test
  void openRlhfSendsOneSampleAtATimeAndAgainWhereItHearsNothing() {
    engine.gate = new CountDownLatch(1);
    List<CompletableFuture<HttpResponse<String>>> samples = new ArrayList<>();
    for (String response : List.of("3", "9", "5")) {
      samples.add(client.sendLater(client.post("/openrlhf", openRlhf(response))));
    }
    while (engine.calls.get() == 0) {
      Thread.onSpinWait(); // the cohort is being judged
    }
    CompletableFuture<HttpResponse<String>> again =
        client.sendLater(client.post("/openrlhf", openRlhf("9")));
    until(4);
    engine.gate.countDown();
    double[] expected = {0, 1, 0.5};
    for (int i = 0; i < 3; i++) {
      JsonNode answer = Client.json(samples.get(i).join(), 200);
      assertEquals(expected[i], answer.at("/rewards/0").asDouble());
      assertEquals(expected[i], answer.at("/scores/0").asDouble());
      assertTrue(answer.get("extra_logs").isObject());
    }
    assertEquals(1, Client.json(again.join(), 200).at("/rewards/0").asDouble());
    assertEquals(
        1,
        client.answer("/openrlhf", openRlhf("9")).at("/rewards/0").asDouble(),
        "and once more after it was answered");
    assertEquals(6, engine.calls.get());
  }

  @Test
  void openRlhfMaySendACohortAtOnce() {
    String body = openRlhf("3");
    String two =
        "{\"query\": [\"p: 3\", \"p: 9</s>\"], \"prompts\": [\"p: \", \"p: \"], \"labels\": []}";
    assertEquals("[0.0,1.0]", client.answer("/openrlhf", two).get("rewards").toString());
    assertTrue(body.contains("labels"));
  }

  @Test
  void slimeReadsTheBodyAsTheReward() {
    List<CompletableFuture<HttpResponse<String>>> samples = new ArrayList<>();
    for (String response : List.of("3", "9", "5")) {
      samples.add(
          client.sendLater(
              client.post(
                  "/slime",
                  "{\"prompt\": \"1 + 2\", \"response\": \""
                      + response
                      + "\", \"label\": \"3\"}")));
    }
    assertEquals("0.0", samples.get(0).join().body());
    assertEquals("1.0", samples.get(1).join().body());
    assertEquals("0.5", samples.get(2).join().body());
  }

  @Test
  void aSampleThatStaysAloneIsRefusedAndTwoAreCompared() {
    server.close();
    open(Duration.ofMillis(300));
    JsonNode alone = Client.json(client.send(client.post("/openrlhf", openRlhf("3"))), 503);
    assertEquals("cohort_incomplete", alone.at("/error/code").asText());
    CompletableFuture<HttpResponse<String>> one =
        client.sendLater(client.post("/openrlhf", openRlhf("4")));
    until(1);
    JsonNode other = client.answer("/openrlhf", openRlhf("6"));
    assertEquals(1, other.at("/rewards/0").asDouble());
    assertEquals(0, Client.json(one.join(), 200).at("/rewards/0").asDouble());
  }

  @Test
  void aCohortWithoutAVerdictHasNoReward() {
    List<CompletableFuture<HttpResponse<String>>> samples = new ArrayList<>();
    for (String response : List.of("3?", "9", "5")) {
      samples.add(client.sendLater(client.post("/openrlhf", openRlhf(response))));
    }
    samples.forEach(
        sample ->
            assertEquals("unreadable", Client.json(sample.join(), 422).at("/error/code").asText()));
  }

  private static String chatMl(String response) {
    return "<|im_start|>user\\n1 + 2<|im_end|>\\n<|im_start|>assistant\\n"
        + response
        + "<|im_end|>";
  }

  @Test
  void verlClassifiesAsOfVllm() {
    List<CompletableFuture<HttpResponse<String>>> samples = new ArrayList<>();
    for (String response : List.of("3", "9", "5")) {
      samples.add(
          client.sendLater(
              client.post(
                  "/classify",
                  "{\"model\": \"rm\", \"input\": \""
                      + chatMl(response)
                      + "\", \"use_activation\": false}")));
    }
    double[] expected = {0, 1, 0.5};
    for (int i = 0; i < 3; i++) {
      JsonNode data = Client.json(samples.get(i).join(), 200).get("data");
      JsonNode probs = data.get(data.size() - 1).get("probs");
      assertEquals(expected[i], probs.get(probs.size() - 1).asDouble());
    }
  }

  @Test
  void verlAsksSglangForEmbeddingsAndSglangClassifiesALot() {
    List<CompletableFuture<HttpResponse<String>>> samples = new ArrayList<>();
    for (String response : List.of("3", "9", "5")) {
      samples.add(
          client.sendLater(
              client.post(
                  "/v1/embeddings",
                  "{\"model\": \"rm\", \"input\": \"" + chatMl(response) + "\"}")));
    }
    JsonNode data = Client.json(samples.get(1).join(), 200).get("data");
    JsonNode embedding = data.get(data.size() - 1).get("embedding");
    assertEquals(1, embedding.get(embedding.size() - 1).asDouble());
    JsonNode many =
        client.answer(
            "/classify",
            "{\"model\": \"rm\", \"text\": [\"" + chatMl("7") + "\", \"" + chatMl("2") + "\"]}");
    assertEquals("[{\"embedding\":[1.0]},{\"embedding\":[0.0]}]", many.toString());
    HttpResponse<String> plain =
        client.send(client.post("/classify", "{\"model\": \"rm\", \"text\": [\"1 + 2 3\"]}"));
    assertTrue(Client.json(plain, 400).at("/error/message").asText().contains("chat template"));
  }

  @Test
  void vllmScoresDocuments() {
    JsonNode answer =
        client.answer(
            "/score",
            "{\"model\": \"judge\", \"text_1\": \"1 + 2\", \"text_2\": [\"3\", \"9\", \"5\"]}");
    assertEquals(
        "{\"index\":1,\"object\":\"score\",\"score\":1.0}", answer.at("/data/1").toString());
    JsonNode pairs =
        client.answer(
            "/v1/score",
            "{\"queries\": [\"1\", \"2\", \"1\", \"2\"], \"documents\": [\"3\", \"4\", \"5\","
                + " \"1\"]}");
    assertEquals(0, pairs.at("/data/0/score").asDouble());
    assertEquals(1, pairs.at("/data/1/score").asDouble());
    assertEquals(1, pairs.at("/data/2/score").asDouble());
    assertEquals(0, pairs.at("/data/3/score").asDouble());
  }

  @Test
  void documentsAreRanked() {
    for (String path : List.of("/rerank", "/v1/rerank", "/v2/rerank")) {
      JsonNode answer =
          client.answer(
              path,
              "{\"model\": \"judge\", \"query\": \"1 + 2\", \"documents\": [\"3\", \"9\","
                  + " {\"text\": \"5\"}], \"top_n\": 2}");
      assertEquals(
          "[{\"index\":1,\"document\":{\"text\":\"9\"},\"relevance_score\":1.0},"
              + "{\"index\":2,\"document\":{\"text\":\"5\"},\"relevance_score\":0.5}]",
          answer.get("results").toString());
    }
  }

  @Test
  void openAiClientsAskTheJudgeAsAModel() throws IOException {
    JsonNode models = Client.json(client.send(client.request("/v1/models").GET()), 200);
    assertEquals("judge", models.at("/data/0/id").asText());
    String roles =
        "{\"model\": \"judge\", \"messages\": [{\"role\": \"user\", \"content\": \"1 + 2\"},"
            + " {\"role\": \"response_1\", \"content\": \"3\"},"
            + " {\"role\": \"response_2\", \"content\": [{\"type\": \"text\", \"text\": \"9\"}]},"
            + " {\"role\": \"principle\", \"content\": \"4\"}]}";
    JsonNode gym = client.answer("/v1/chat/completions", roles);
    assertEquals("stop", gym.at("/choices/0/finish_reason").asText());
    assertEquals(
        "{\"score_1\":2,\"score_2\":4,\"ranking\":5}",
        gym.at("/choices/0/message/content").asText());
    String request =
        "{\\\"prompt\\\": \\\"1 + 2\\\", \\\"responses\\\": [\\\"3\\\", \\\"9\\\", \\\"5\\\"]}";
    String object =
        "{\"model\": \"judge\", \"messages\": [{\"role\": \"user\", \"content\": \""
            + request
            + "\"}], \"response_format\": {\"type\": \"json_object\"}}";
    JsonNode content =
        Json.parse(
            client
                .answer("/v1/chat/completions", object)
                .at("/choices/0/message/content")
                .asText());
    assertEquals(1, content.get("choice").asInt());
    assertEquals("[3,1,2]", content.get("places").toString());
    String words = object.replaceFirst(", \"response_format.*", "}");
    String said =
        client.answer("/v1/chat/completions", words).at("/choices/0/message/content").asText();
    assertTrue(said.contains("boxed"), said);
  }

  @Test
  void anyOtherConversationIsAnsweredByTheModelItself() {
    String body =
        "{\"model\": \"judge\", \"messages\": [{\"role\": \"system\", \"content\": \"1\"},"
            + " {\"role\": \"user\", \"content\": \"2 + 2\"}], \"max_tokens\": 20, \"seed\": 3}";
    JsonNode answer = client.answer("/v1/chat/completions", body);
    assertEquals("2", answer.at("/choices/0/message/content").asText());
    assertEquals(2, answer.at("/usage/completion_tokens").asInt());
    refused(body.replace("\"seed\": 3", "\"stream\": true"), "POST /v1/judge streams");
    refused(body.replace("\"seed\": 3", "\"n\": 2"), "'n' must be 1");
    refused(
        body.replace("\"seed\": 3", "\"response_format\": {\"type\": \"json_object\"}"),
        "only a verdict is");
  }

  private void refused(String body, String why) {
    JsonNode answer = Client.json(client.send(client.post("/v1/chat/completions", body)), 400);
    assertTrue(answer.at("/error/message").asText().contains(why), answer.toString());
  }
}
