package io.github.rrm4j.trainer.tinker;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.remote.StandInServer;
import io.github.rrm4j.remote.StandInServer.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A service that speaks the Tinker protocol over HTTP and really trains, by {@link TinkerTrainer}.
 * Requests, statuses and limits are those of {@code skyrl.tinker.api}: results are asked for, a
 * number of a training request stands for one request, weights are loaded into a fresh model alone,
 * a name is saved under once, one model is there at a time.
 */
public final class TinkerDouble implements AutoCloseable {

  /** The name of the base model. */
  public static final String BASE = "Miniature/base";

  private static final String API = "/api/v1/";

  /** A call, as it came. */
  public record Call(String name, ObjectNode body) {}

  /** All calls but those for results, in their order. */
  public final List<Call> calls = new CopyOnWriteArrayList<>();

  /** How the next answers to calls of a name become others. */
  public final Map<String, Queue<Fault>> faults = new ConcurrentHashMap<>();

  /** How often a result is said to be on its way before it is given; odd ones by a status. */
  public volatile int pending;

  /** Errors that the next requests of a name end with. */
  public final Map<String, Queue<String>> failures = new ConcurrentHashMap<>();

  private final TinkerTrainer trainer;
  private final HttpServer server;
  private final ExecutorService web = Executors.newFixedThreadPool(16);
  private final ExecutorService engine = Executors.newSingleThreadExecutor();
  private final Map<String, Future<ObjectNode>> results = new ConcurrentHashMap<>();
  private final Map<String, Integer> asked = new ConcurrentHashMap<>();
  private final Map<String, ObjectNode> numbered = new HashMap<>();
  private final Map<String, String> requests = new HashMap<>();
  private final AtomicInteger ids = new AtomicInteger();

  /**
   * @param base a model folder with weights
   * @param saves where weights are saved
   */
  public TinkerDouble(Path base, Path saves) {
    trainer = new TinkerTrainer(base, saves);
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(web);
    server.createContext(API, this::handle);
    server.start();
  }

  /** Its address. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** How often a call was made. */
  public long count(String name) {
    return calls.stream().filter(call -> call.name().equals(name)).count();
  }

  /** Adds a fault to the next answer to a call. */
  public void fault(String name, Fault fault) {
    faults.computeIfAbsent(name, n -> new ConcurrentLinkedQueue<>()).add(fault);
  }

  /** Lets the next request of a name fail. */
  public void fail(String name, String error) {
    failures.computeIfAbsent(name, n -> new ConcurrentLinkedQueue<>()).add(error);
  }

  /** The trained parameters of the model that is there. */
  public Map<String, float[]> weights() {
    return trainer.weights();
  }

  /** From now on the sampler keeps the weights that it has, whatever it is told. */
  public void keepOlderWeights() {
    trainer.stale = true;
  }

  /** The paths under which weights are saved. */
  public Set<String> saved() throws IOException {
    return trainer.saved();
  }

  /** The work that is left is done by a server that was started anew: models are gone. */
  public void forgetModels() {
    run(
        () -> {
          trainer.forget();
          return Json.object();
        });
  }

  private ObjectNode run(Callable<ObjectNode> work) {
    try {
      return engine.submit(work).get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What the server says instead of a result. */
  static final class Said extends RuntimeException {

    private static final long serialVersionUID = 1;
    final int status;

    Said(int status, String detail) {
      super(detail);
      this.status = status;
    }
  }

  private void handle(HttpExchange exchange) throws IOException {
    String name = exchange.getRequestURI().getPath().substring(API.length());
    int status = 200;
    String answer;
    try {
      if (exchange.getRequestMethod().equals("GET")) {
        answer = about(name).toString();
      } else if (exchange.getRequestMethod().equals("DELETE")) {
        calls.add(new Call(name, Json.object()));
        answer = run(() -> trainer.delete(name)).toString();
      } else {
        byte[] bytes = exchange.getRequestBody().readAllBytes();
        ObjectNode body = (ObjectNode) Json.parse(new String(bytes, StandardCharsets.UTF_8));
        if (!name.equals("retrieve_future")) {
          calls.add(new Call(name, body));
        }
        answer = answer(name, body).toString();
      }
    } catch (Said e) {
      status = e.status;
      answer = Json.object().put("detail", e.getMessage()).toString();
    } catch (RuntimeException e) {
      status = 500;
      answer = Json.object().put("detail", e.toString()).toString();
    }
    Fault fault = faults.getOrDefault(name, new ConcurrentLinkedQueue<>()).poll();
    Optional<String> said = fault == null ? Optional.of(answer) : fault.answer(exchange, answer);
    if (said.isPresent()) {
      StandInServer.send(exchange, status, said.get());
    }
  }

  private static ObjectNode about(String name) {
    ObjectNode about = Json.object();
    if (name.equals("healthz")) {
      return about.put("status", "ok");
    }
    about.putArray("supported_models").addObject().put("model_name", BASE);
    return about;
  }

  private JsonNode answer(String name, ObjectNode body) {
    return switch (name) {
      case "create_session" -> Json.object().put("session_id", "session_" + ids.incrementAndGet());
      case "session_heartbeat" -> Json.object().put("type", "session_heartbeat");
      case "retrieve_future" -> result(body.path("request_id").asText());
      case "create_model" -> {
        String model = "model_" + ids.incrementAndGet();
        ObjectNode answer = Json.object().put("model_id", model);
        answer.put(
            "request_id",
            request(
                name,
                () ->
                    trainer.create(
                        model,
                        body.at("/lora_config/rank").asInt(),
                        body.at("/lora_config/seed").asInt())));
        yield answer;
      }
      default -> Json.object().put("request_id", training(name, body));
    };
  }

  private synchronized String training(String name, ObjectNode body) {
    String model = body.path("model_id").asText();
    boolean once = List.of("forward_backward", "forward", "optim_step").contains(name);
    String number = model + "#" + body.path("seq_id").asText();
    if (once && requests.containsKey(number)) {
      if (!numbered.get(number).equals(body)) {
        throw new Said(409, "Training request sequence number was reused");
      }
      return requests.get(number);
    }
    trainer.admit(name, body);
    String id = request(name, () -> trainer.work(name, body));
    if (once) {
      requests.put(number, id);
      numbered.put(number, body);
    }
    return id;
  }

  private String request(String name, Callable<ObjectNode> work) {
    String id = Integer.toString(ids.incrementAndGet());
    String failure = failures.getOrDefault(name, new ConcurrentLinkedQueue<>()).poll();
    results.put(
        id,
        engine.submit(
            () -> {
              if (failure != null) {
                throw new IllegalStateException(failure);
              }
              return work.call();
            }));
    return id;
  }

  private JsonNode result(String id) {
    if (!results.containsKey(id)) {
      throw new Said(404, "Future not found");
    }
    int times = asked.merge(id, 1, Integer::sum);
    if (times <= pending) {
      if (times % 2 == 1) {
        throw new Said(408, "Timeout waiting for result");
      }
      return Json.object().put("type", "try_again");
    }
    try {
      return results.get(id).get();
    } catch (ExecutionException e) {
      throw new Said(400, String.valueOf(e.getCause().getMessage()));
    } catch (InterruptedException e) {
      throw new Said(500, "interrupted");
    }
  }

  /** An array of numbers as the protocol has it. */
  static ObjectNode tensor(float[] values) {
    ObjectNode tensor = Json.object().put("dtype", "float32");
    ArrayNode data = tensor.putArray("data");
    for (float value : values) {
      data.add(value);
    }
    tensor.putArray("shape").add(values.length);
    return tensor;
  }

  @Override
  public void close() {
    server.stop(0);
    web.shutdownNow();
    engine.shutdown();
    try {
      if (!engine.awaitTermination(30, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the service is at work still");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    trainer.close();
  }
}
