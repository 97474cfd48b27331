package io.github.rrm4j.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.remote.RemoteSettings.Retries;
import io.github.rrm4j.remote.Server.Failure;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session at a service that speaks the Tinker protocol, such as {@code skyrl.tinker.api}: it
 * trains adapters of its base model and samples from them. It is told every ten seconds that the
 * session lives, since it unloads the models of those it does not hear of.
 */
public final class TinkerService implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(TinkerService.class);
  private static final long BEAT_SECONDS = 10;
  private static final Duration BRIEF = Duration.ofSeconds(10);

  private final TinkerCalls calls;
  private final Server brief;
  private final Settings settings;
  private final String base;
  private final String session;
  private final ScheduledFuture<?> beats;
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "tinker heartbeat");
            thread.setDaemon(true);
            return thread;
          });

  /**
   * How a service is called.
   *
   * @param keyVariable the environment variable with its key
   * @param concurrency most completions in flight
   * @param timeout the longest wait for a result
   */
  public record Settings(
      URI url, Optional<String> keyVariable, int concurrency, Duration timeout, Retries retries) {}

  /**
   * @param brief the same server, for calls that must not be waited for long
   */
  private TinkerService(TinkerCalls calls, Server brief, Settings settings, String base) {
    this.calls = calls;
    this.brief = brief;
    this.settings = settings;
    this.base = base;
    ObjectNode asked = Json.object().put("sdk_version", "rrm4j");
    asked.putArray("tags").add("rrm4j");
    this.session = text(calls.again("create_session", attempt -> asked), "session_id");
    this.beats =
        heart.scheduleWithFixedDelay(this::beat, BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Asks a service whether it is there and has a base model, and begins a session.
   *
   * @param base its name at the service; empty for the only one that it has
   * @throws InvalidInput if there is no service, it has no such model, or the environment variable
   *     of the key is not set
   */
  public static TinkerService open(Settings settings, Optional<String> base) {
    Optional<String> key = settings.keyVariable().map(name -> Server.key(name, "service's"));
    Map<String, String> headers = new TreeMap<>();
    key.ifPresent(
        secret -> {
          headers.put("Authorization", "Bearer " + secret);
          headers.put("X-API-Key", secret);
        });
    HttpClient client = Server.client();
    Server server = new Server(settings.url(), client, settings.timeout(), key, headers);
    Server brief = new Server(settings.url(), client, BRIEF, key, headers);
    TinkerCalls calls = new TinkerCalls(server, settings.retries(), settings.timeout());
    return new TinkerService(calls, brief, settings, base(server, base));
  }

  private static String base(Server server, Optional<String> wanted) {
    List<String> names = new ArrayList<>();
    try {
      server.get(TinkerCalls.API + "healthz");
      JsonNode said = server.get(TinkerCalls.API + "get_server_capabilities");
      for (JsonNode model : Answers.array(said, "/supported_models")) {
        names.add(model.path("model_name").asText());
      }
    } catch (BadAnswer e) {
      throw InvalidInput.of(
          "%s: is no service that speaks the Tinker protocol: %s; start it, or name another engine.update.url",
          server.base(), e.getMessage());
    }
    if (wanted.isEmpty() && names.size() != 1 || !wanted.map(names::contains).orElse(true)) {
      throw InvalidInput.of(
          "%s: engine.update.base_model is %s, must be one of the base models that the service has: %s",
          server.base(), wanted.orElse("null"), OneLine.of(String.join(", ", names)));
    }
    return wanted.orElseGet(() -> names.get(0));
  }

  private String text(JsonNode answer, String field) {
    String text = answer.path(field).asText("");
    if (text.isEmpty()) {
      throw new EngineFailure(
          settings.url()
              + ": the answer has no "
              + field
              + ", but "
              + OneLine.of(answer)
              + "; the service speaks another protocol");
    }
    return text;
  }

  /** A call on which nothing depends. */
  private interface Courtesy {
    void call() throws Failure, InterruptedException;
  }

  private void told(String name, Courtesy courtesy) {
    try {
      courtesy.call();
    } catch (Failure | InvalidInput e) {
      LOG.warn("{}: {}: {}", settings.url(), name, e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void beat() {
    ObjectNode body = Json.object().put("session_id", session);
    told("session_heartbeat", () -> brief.post(TinkerCalls.API + "session_heartbeat", body));
  }

  /** Frees what the service holds for a model, without waiting for it; what was saved stays. */
  public void release(TinkerModel model) {
    ObjectNode body = Json.object().put("model_id", model.id());
    told("unload_model", () -> brief.post(TinkerCalls.API + "unload_model", body));
  }

  /**
   * Deletes what was saved; what the service does not delete stays there, which is told.
   *
   * @param path that {@link TinkerModel#save} gave
   */
  public void delete(String path) {
    String[] parts = path.replaceFirst("^tinker://", "").split("/", 2); // MODEL, weights/NAME
    told(
        path,
        () ->
            brief.delete(
                TinkerCalls.API + "training_runs/" + parts[0] + "/checkpoints/" + parts[1]));
  }

  /** Where it is. */
  public URI url() {
    return settings.url();
  }

  /** The name of its base model. */
  public String base() {
    return base;
  }

  /**
   * A new adapter on the base model. The call is made once: a service may have room for one.
   *
   * @param seed of its first weights, 31 bits
   */
  public TinkerModel create(int rank, int seed) {
    ObjectNode body = Json.object().put("session_id", session).put("base_model", base);
    body.putObject("lora_config").put("rank", rank).put("seed", seed);
    JsonNode answer = calls.once("create_model", body);
    calls.result("create_model", answer);
    return new TinkerModel(calls, text(answer, "model_id"));
  }

  /**
   * What draws completions, once it was told of which {@linkplain TinkerModel#sampler sampling
   * session}.
   */
  public RemoteEngine engine(RemoteEngine.Model model) {
    return RemoteEngine.ofOne(
        calls.server(),
        new TinkerDialect(calls),
        settings.retries(),
        model,
        settings.concurrency());
  }

  @Override
  public void close() {
    beats.cancel(true);
    heart.shutdownNow();
  }
}
