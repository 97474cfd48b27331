package io.github.rrm4j.serve;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.judging.JudgeSpec;
import io.github.rrm4j.judging.Orders;
import io.github.rrm4j.judging.RankingMethod;
import io.github.rrm4j.judging.VotePlan;
import io.github.rrm4j.rewards.SplitVotes;
import io.github.rrm4j.rewards.StoppingRule;
import io.github.rrm4j.serve.ServeSettings.Address;
import io.github.rrm4j.serve.ServeSettings.Cohort;
import io.github.rrm4j.serve.ServeSettings.Store;
import io.github.rrm4j.serve.answer.Asking;
import io.github.rrm4j.serve.answer.Limits;
import io.github.rrm4j.serve.dialect.RewardRule;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;

/** A client of a server, as tests have it. */
final class Client {

  static final String TOKEN = "a-token-of-tests";

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final String url;

  Client(JudgeServer server) {
    this.url = server.url();
  }

  /** A server on a free port with small limits. */
  static ServeSettings settings(JudgeSpec judge, Path store) {
    return new ServeSettings(
        judge,
        new Asking(
            new VotePlan(1, StoppingRule.NEVER, Orders.BOTH, SplitVotes.HALF),
            1,
            OptionalDouble.empty(),
            OptionalInt.empty()),
        new Limits(100_000, 16, 8, 500, 24, Duration.ofSeconds(60)),
        new Address("127.0.0.1", 0, List.of()),
        Optional.of(TOKEN),
        new Store(store, 1 << 20),
        new Cohort(3, Duration.ofSeconds(20)),
        RewardRule.of(RankingMethod.WIN_RATE, 0),
        Duration.ofSeconds(2),
        Optional.empty());
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path))
        .header("Authorization", "Bearer " + TOKEN);
  }

  HttpRequest.Builder post(String path, String body) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  CompletableFuture<HttpResponse<String>> sendLater(HttpRequest.Builder request) {
    return http.sendAsync(request.build(), BodyHandlers.ofString());
  }

  /** The JSON of an answer with status 200. */
  JsonNode answer(String path, String body) {
    return json(send(post(path, body)), 200);
  }

  static JsonNode json(HttpResponse<String> response, int status) {
    if (response.statusCode() != status) {
      throw new AssertionError(response.statusCode() + " " + response.body());
    }
    try {
      return Json.parse(response.body());
    } catch (IOException e) {
      throw new AssertionError(response.body(), e);
    }
  }
}
