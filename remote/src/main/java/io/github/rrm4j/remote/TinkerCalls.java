package io.github.rrm4j.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.contracts.Text;
import io.github.rrm4j.remote.RemoteSettings.Retries;
import io.github.rrm4j.remote.Server.Failure;
import java.time.Duration;
import java.util.function.IntFunction;

/**
 * Calls of a service that speaks the Tinker protocol. Most of them give no result but the id of a
 * request, whose result is asked for until it is there.
 */
final class TinkerCalls {

  static final String API = "/api/v1/";

  private static final long PAUSE_MILLIS = 200;

  private final Server server;
  private final Retries retries;
  private final Duration patience;

  /**
   * @param patience the longest wait for the result of a request
   */
  TinkerCalls(Server server, Retries retries, Duration patience) {
    this.server = server;
    this.retries = retries;
    this.patience = patience;
  }

  Server server() {
    return server;
  }

  /** A call. */
  interface Call {
    JsonNode of(int attempt) throws Failure, InterruptedException;
  }

  /** The answer to a call that is made again where it fails, since that changes nothing. */
  JsonNode again(String name, IntFunction<ObjectNode> body) {
    return repeated(
        name, retries.attempts(), attempt -> server.post(API + name, body.apply(attempt)));
  }

  /** The answer to a call that must not be made twice. */
  JsonNode once(String name, ObjectNode body) {
    return repeated(name, 1, attempt -> server.post(API + name, body));
  }

  /** The result of the request that an answer names. */
  JsonNode result(String name, JsonNode answer) {
    return repeated(name, 1, attempt -> awaited(name, answer));
  }

  /**
   * Waits for the result of the request that an answer names. Asking for it can be repeated.
   *
   * @throws Failure if it is not there in time, or cannot be asked for
   * @throws EngineFailure if the request failed
   */
  JsonNode awaited(String name, JsonNode answer) throws Failure, InterruptedException {
    String id = answer.path("request_id").asText("");
    if (id.isEmpty()) {
      throw new Failure(
          "unusable answer",
          "the answer has no request_id: " + OneLine.of(answer),
          Duration.ZERO,
          null);
    }
    ObjectNode body = Json.object().put("request_id", id);
    long start = System.nanoTime();
    int failed = 0;
    while (System.nanoTime() - start < patience.toNanos()) {
      try {
        JsonNode result = server.post(API + "retrieve_future", body);
        if (result.path("type").asText().equals("try_again")) {
          Thread.sleep(PAUSE_MILLIS);
        } else if (result.path("error").isTextual()) {
          throw server.refusal(name, result.path("error").asText());
        } else {
          return result;
        }
      } catch (Server.Refusal e) {
        throw failed(name + " failed: " + e.getMessage());
      } catch (Failure e) {
        boolean pending = e.kind.equals("status 408") || e.kind.equals("timeout");
        if (!pending && ++failed >= retries.attempts()) {
          throw e;
        }
        Thread.sleep(pending ? PAUSE_MILLIS : retries.wait(failed, e.after).toMillis());
      }
    }
    throw new Failure(
        "timeout",
        Text.format(
            "no result in %d s (engine.timeout); the service is at work still or hangs",
            patience.toSeconds()),
        Duration.ZERO,
        null);
  }

  private JsonNode repeated(String name, int attempts, Call call) {
    String why = "";
    try {
      for (int attempt = 1; attempt <= attempts; attempt++) {
        try {
          return call.of(attempt);
        } catch (Server.Refusal e) {
          throw failed(e.getMessage());
        } catch (Failure e) {
          why = e.getMessage();
          if (attempt < attempts) {
            Thread.sleep(retries.wait(attempt, e.after).toMillis());
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineFailure(server.base() + ": " + name + " was interrupted; run again");
    }
    throw failed(
        Text.format(
            "%s: %s: no usable answer%s: %s",
            server.base(),
            name,
            attempts > 1 ? Text.format(" in %d attempts, the last one", attempts) : "",
            why));
  }

  private static EngineFailure failed(String why) {
    return new EngineFailure(
        why + "; see the log of the service, then go on from the last checkpoint (--resume)");
  }
}
