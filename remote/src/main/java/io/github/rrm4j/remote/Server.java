package io.github.rrm4j.remote;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.contracts.Text;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** One address, and a single call of it. */
final class Server {

  /** Statuses that say: later perhaps. */
  private static final Set<Integer> AGAIN = Set.of(408, 409, 425, 429, 500, 502, 503, 504);

  private final URI base;
  private volatile HttpClient client = connected();
  private final Duration timeout;
  private final Optional<String> key;

  /** Calls in flight. */
  final AtomicInteger busy = new AtomicInteger();

  Server(URI base, Duration timeout, Optional<String> key) {
    this.base = base;
    this.timeout = timeout;
    this.key = key;
  }

  private static HttpClient connected() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(10))
        .build();
  }

  /** Leaves the connections that are open: another process listens now. */
  void reconnect() {
    client = connected();
  }

  /** A call that failed and may be made again. */
  static final class Failure extends Exception {

    private static final long serialVersionUID = 1;

    /** A word for the count. */
    final String kind;

    /** How long the server asks to wait; zero where it does not. */
    final transient Duration after;

    Failure(String kind, String message, Duration after, Throwable cause) {
      super(message, cause);
      this.kind = kind;
      this.after = after;
    }
  }

  URI base() {
    return base;
  }

  /**
   * Sends a body once.
   *
   * @throws Failure if it may be sent again
   * @throws InvalidInput if the server refuses it, so that it would refuse it again
   */
  JsonNode post(String path, ObjectNode body) throws Failure, InterruptedException {
    return parsed(sent(with(path, body)));
  }

  /**
   * Asks once.
   *
   * @throws BadAnswer if there is no answer
   */
  JsonNode get(String path) throws BadAnswer {
    try {
      return parsed(sent(request(path).timeout(Duration.ofSeconds(30)).GET().build()));
    } catch (Failure e) {
      throw new BadAnswer(path + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadAnswer(path + ": was interrupted");
    }
  }

  /**
   * Sends a body once and takes the answer as it is.
   *
   * @throws BadAnswer if the server does not take it
   */
  String tell(String path, ObjectNode body) throws BadAnswer {
    try {
      HttpResponse<String> response = sent(with(path, body));
      if (response.statusCode() / 100 != 2) {
        throw new BadAnswer(
            Text.format(
                "%s answers with status %d: %s",
                path, response.statusCode(), said(response.body())));
      }
      return response.body();
    } catch (Failure e) {
      throw new BadAnswer(path + ": " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadAnswer(path + ": was interrupted");
    }
  }

  private HttpRequest with(String path, ObjectNode body) {
    return request(path)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body.toString(), StandardCharsets.UTF_8))
        .build();
  }

  private HttpRequest.Builder request(String path) {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).timeout(timeout);
    key.ifPresent(secret -> request.header("Authorization", "Bearer " + secret));
    return request;
  }

  /** The answer to a call, whatever its status, unless that says: later. */
  private HttpResponse<String> sent(HttpRequest request) throws Failure, InterruptedException {
    HttpResponse<String> response;
    try {
      response = client.send(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
    } catch (HttpTimeoutException e) {
      throw new Failure("timeout", "no answer in time", Duration.ZERO, e);
    } catch (ConnectException e) {
      throw new Failure("connection", "no connection", Duration.ZERO, e);
    } catch (IOException e) {
      String why = e.getMessage() == null ? "" : ": " + OneLine.ofCause(e);
      throw new Failure("connection", "the connection broke" + why, Duration.ZERO, e);
    }
    if (AGAIN.contains(response.statusCode())) {
      throw new Failure(
          "status " + response.statusCode(),
          Text.format("status %d: %s", response.statusCode(), said(response.body())),
          after(response),
          null);
    }
    return response;
  }

  private JsonNode parsed(HttpResponse<String> response) throws Failure {
    if (response.statusCode() / 100 != 2) {
      throw InvalidInput.of(
          "%s answers %s with status %d: %s",
          base, response.uri().getPath(), response.statusCode(), said(response.body()));
    }
    try {
      return Json.parse(response.body());
    } catch (JsonProcessingException e) {
      throw new Failure("half an answer", "the answer is not JSON, or not whole", Duration.ZERO, e);
    }
  }

  /** What an error says in the fields in which servers say it. */
  private static String said(String body) {
    try {
      JsonNode json = Json.parse(body);
      for (String pointer : new String[] {"/error/message", "/message", "/detail", "/error"}) {
        if (json.at(pointer).isTextual()) {
          return OneLine.of(json.at(pointer).asText());
        }
      }
    } catch (JsonProcessingException e) {
      return OneLine.of(body); // a proxy's page, say
    }
    return OneLine.of(body);
  }

  private static Duration after(HttpResponse<?> response) {
    return response
        .headers()
        .firstValue("Retry-After")
        .filter(text -> text.matches("\\d{1,6}"))
        .map(text -> Duration.ofSeconds(Long.parseLong(text)))
        .orElse(Duration.ZERO);
  }
}
