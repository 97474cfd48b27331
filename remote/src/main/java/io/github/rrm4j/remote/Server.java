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
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One address, and a single call of it. A key that is sent is in no message, also where a server
 * repeats it.
 */
public final class Server {

  /** Statuses that say: later perhaps. */
  private static final Set<Integer> AGAIN =
      Set.of(408, 409, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524, 529);

  private final URI base;
  private volatile HttpClient client;
  private final Duration timeout;
  private final Optional<String> key;
  private final Map<String, String> headers;

  /** Calls in flight. */
  final AtomicInteger busy = new AtomicInteger();

  /** A server that takes a key as a bearer token. */
  Server(URI base, HttpClient client, Duration timeout, Optional<String> key) {
    this(
        base,
        client,
        timeout,
        key,
        key.map(secret -> Map.of("Authorization", "Bearer " + secret)).orElse(Map.of()));
  }

  /**
   * @param timeout of a call, until the last byte of its answer
   * @param key that no message may show
   * @param headers of every call
   */
  public Server(
      URI base,
      HttpClient client,
      Duration timeout,
      Optional<String> key,
      Map<String, String> headers) {
    this.base = base;
    this.client = client;
    this.timeout = timeout;
    this.key = key;
    this.headers = headers;
  }

  /** What calls servers. */
  public static HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(Duration.ofSeconds(10))
        .build();
  }

  /**
   * The key in an environment variable.
   *
   * @param owner whose key it is, for messages
   * @throws InvalidInput if it is not set, or can be no key
   */
  public static String key(String variable, String owner) {
    String key = System.getenv(variable);
    if (key == null || key.isBlank()) {
      throw new InvalidInput(
          "environment variable "
              + variable
              + ": is not set, must hold the "
              + owner
              + " key; set it");
    }
    if (!key.strip().chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new InvalidInput(
          "environment variable "
              + variable
              + ": holds more than the "
              + owner
              + " key, must be of printable ASCII without spaces; set it again");
    }
    return key.strip();
  }

  /** Leaves the connections that are open: another process listens now. */
  void reconnect() {
    client = client();
  }

  /** A call that failed and may be made again. */
  public static final class Failure extends Exception {

    private static final long serialVersionUID = 1;

    /** A word for the count. */
    public final String kind;

    /** How long the server asks to wait; zero where it does not. */
    public final transient Duration after;

    Failure(String kind, String message, Duration after, Throwable cause) {
      super(message, cause);
      this.kind = kind;
      this.after = after;
    }
  }

  /** What a server will not do, however often it is asked. */
  public static final class Refusal extends InvalidInput {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String body;

    Refusal(String message, int status, String body) {
      super(message);
      this.status = status;
      this.body = body;
    }

    /** The HTTP status. */
    public int status() {
      return status;
    }

    /** What it says, as it is. */
    public String body() {
      return body;
    }
  }

  /** A refusal that comes with a good status. */
  Refusal refusal(String call, String why) {
    String shown = key.map(secret -> why.replace(secret, "...")).orElse(why);
    return new Refusal(base + ": " + call + ": " + OneLine.of(shown), 200, why);
  }

  public URI base() {
    return base;
  }

  /**
   * Sends a body once.
   *
   * @throws Failure if it may be sent again
   * @throws Refusal if the server refuses it, so that it would refuse it again
   */
  public JsonNode post(String path, ObjectNode body) throws Failure, InterruptedException {
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
   * Deletes what is there, if it is.
   *
   * @throws Failure if it was not done, and may be tried again
   * @throws Refusal if the server refuses it
   */
  void delete(String path) throws Failure, InterruptedException {
    HttpResponse<String> response = sent(request(path).DELETE().build());
    if (response.statusCode() / 100 != 2 && response.statusCode() != 404) {
      throw refused(response);
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
    headers.forEach(request::header);
    return request;
  }

  /** The answer to a call, whatever its status, unless that says: later. */
  private HttpResponse<String> sent(HttpRequest request) throws Failure, InterruptedException {
    CompletableFuture<HttpResponse<String>> call =
        client.sendAsync(request, BodyHandlers.ofString(StandardCharsets.UTF_8));
    HttpResponse<String> response;
    try {
      // the client's own limit ends with the headers; a body that trickles has one too
      Duration limit = request.timeout().orElse(timeout);
      response = call.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new Failure("timeout", "no answer in time", Duration.ZERO, e);
    } catch (ExecutionException e) {
      throw broken(e.getCause());
    } finally {
      call.cancel(true);
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

  private static Failure broken(Throwable e) {
    if (e instanceof HttpTimeoutException && !(e instanceof HttpConnectTimeoutException)) {
      return new Failure("timeout", "no answer in time", Duration.ZERO, e);
    }
    if (e instanceof ConnectException || e instanceof HttpConnectTimeoutException) {
      return new Failure("connection", "no connection", Duration.ZERO, e);
    }
    if (e instanceof IOException) {
      String why = e.getMessage() == null ? "" : ": " + OneLine.ofCause(e);
      return new Failure("connection", "the connection broke" + why, Duration.ZERO, e);
    }
    throw new IllegalStateException(e);
  }

  private Refusal refused(HttpResponse<String> response) {
    return new Refusal(
        Text.format(
            "%s answers %s with status %d: %s",
            base, response.uri().getPath(), response.statusCode(), said(response.body())),
        response.statusCode(),
        response.body());
  }

  private JsonNode parsed(HttpResponse<String> response) throws Failure {
    if (response.statusCode() / 100 != 2) {
      throw refused(response);
    }
    try {
      return Json.parse(response.body());
    } catch (JsonProcessingException e) {
      throw new Failure("half an answer", "the answer is not JSON, or not whole", Duration.ZERO, e);
    }
  }

  /** What an error says in the fields in which servers say it. */
  private String said(String answer) {
    String body = key.map(secret -> answer.replace(secret, "...")).orElse(answer);
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

  /** What a server asks for: Retry-After in seconds or as a date, or in milliseconds. */
  private static Duration after(HttpResponse<?> response) {
    Optional<String> millis = response.headers().firstValue("retry-after-ms");
    if (millis.isPresent() && millis.get().matches("\\d{1,9}")) {
      return Duration.ofMillis(Long.parseLong(millis.get()));
    }
    String after = response.headers().firstValue("Retry-After").orElse("").strip();
    if (after.matches("\\d{1,6}")) {
      return Duration.ofSeconds(Long.parseLong(after));
    }
    try {
      Duration until =
          Duration.between(
              Instant.now(),
              ZonedDateTime.parse(after, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return until.isNegative() ? Duration.ZERO : until;
    } catch (DateTimeParseException e) {
      return Duration.ZERO; // it says nothing that can be read
    }
  }
}
