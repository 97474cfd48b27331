package io.github.rrm4j.remote;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.rrm4j.checkpoints.HuggingFaceFolder;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.model.Decoder;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.Weights;
import io.github.rrm4j.rollout.LocalEngine;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.rollout.Sampling.Candidates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * A server of one dialect that really samples, from a tiny model, and that misbehaves as it is
 * told.
 */
public final class StandInServer implements AutoCloseable {

  /** The name of the served model. */
  public static final String MODEL = "policy-v1";

  /** How a call is answered instead of well. */
  public interface Fault {

    /** Takes over the exchange, or gives what the answer becomes. */
    Optional<String> answer(HttpExchange exchange, String well) throws IOException;
  }

  final LanguageModel model;
  final NDManager manager;
  final List<ObjectNode> bodies = new ArrayList<>();

  /** Completions that were asked for. */
  public final AtomicInteger calls = new AtomicInteger();

  /** How the next calls are answered, one after the other. */
  public final Queue<Fault> faults = new ConcurrentLinkedQueue<>();

  /** How an adapter's folder becomes a model; a server without it loads none. */
  public Optional<Function<Path, LanguageModel>> adapters = Optional.empty();

  /** Whether adapters that are loaded later are ignored: they are there, with the older weights. */
  public boolean stale;

  /** The adapters that are loaded now, by name. */
  public final Map<String, LanguageModel> loaded = new ConcurrentSkipListMap<>();

  /** The most adapters that were loaded at once. */
  public volatile int most;

  /** How a model folder becomes a model; a server without it takes no whole weights. */
  public Optional<Function<Path, LanguageModel>> wholes = Optional.empty();

  /** The paths of the calls that were no completions, in their order. */
  public final List<String> told = new CopyOnWriteArrayList<>();

  private volatile Optional<LanguageModel> reloaded = Optional.empty();
  private volatile String version = "default";

  /** What is said of the model, in the dialect's words. */
  UnaryOperator<String> info = text -> text;

  private final RemoteSettings.Kind kind;
  private final HttpServer server;
  private final Set<Integer> ends;

  /** Serves a tiny model with 97 tokens, of which 0 ends a sequence. */
  StandInServer(RemoteSettings.Kind kind) {
    this(kind, Set.of(0), NDManager.newBaseManager());
  }

  private StandInServer(RemoteSettings.Kind kind, Set<Integer> ends, NDManager manager) {
    this(kind, golden(manager), ends, manager);
  }

  private static LanguageModel golden(NDManager manager) {
    HuggingFaceFolder folder =
        new HuggingFaceFolder(Path.of("../model/src/test/resources/golden/tied-4-2"));
    ModelConfig config = ModelConfig.read(folder.config());
    Decoder decoder = new Decoder(config, DataType.FLOAT32, 0, Device.cpu());
    Weights weights = Weights.read(config, folder, DataType.FLOAT32, manager);
    return new LanguageModel(decoder, weights, Optional.empty(), manager);
  }

  /**
   * Serves a model.
   *
   * @param ends ids that the server itself ends a sequence at
   * @param manager what is generated lives in; closed with the server
   */
  public StandInServer(
      RemoteSettings.Kind kind, LanguageModel model, Set<Integer> ends, NDManager manager) {
    this.kind = kind;
    this.model = model;
    this.ends = ends;
    this.manager = manager;
    try {
      this.server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(Executors.newFixedThreadPool(8));
    server.createContext("/", this::handle);
    server.start();
  }

  /** Its address. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    String path = exchange.getRequestURI().getPath();
    if (exchange.getRequestMethod().equals("GET")) {
      send(exchange, 200, info.apply(about(path)));
      return;
    }
    ObjectNode body = (ObjectNode) Json.parse(text(exchange));
    if (path.endsWith("load_lora_adapter")) {
      adapter(exchange, path, body);
      return;
    }
    if (!path.endsWith("completions")
        && !path.endsWith("generate")
        && !path.endsWith("completion")) {
      weights(exchange, path, body);
      return;
    }
    calls.incrementAndGet();
    synchronized (bodies) {
      bodies.add(body);
    }
    String well = sampled(body).toString();
    Fault fault = faults.poll();
    Optional<String> answer = fault == null ? Optional.of(well) : fault.answer(exchange, well);
    if (answer.isPresent()) {
      send(exchange, 200, answer.get());
    }
  }

  private void adapter(HttpExchange exchange, String path, ObjectNode body) throws IOException {
    String name = body.path("lora_name").asText();
    if (path.endsWith("unload_lora_adapter")) {
      boolean there = loaded.remove(name) != null;
      send(exchange, there ? 200 : 404, there ? "Success" : "{\"message\":\"no such adapter\"}");
    } else if (adapters.isEmpty()) {
      send(exchange, 404, "{\"detail\":\"Not Found\"}");
    } else {
      Path folder = Path.of(body.path("lora_path").asText());
      Optional<LanguageModel> old = loaded.values().stream().findFirst();
      synchronized (model) {
        loaded.put(name, stale && old.isPresent() ? old.get() : adapters.get().apply(folder));
        most = Math.max(most, loaded.size());
      }
      send(exchange, 200, "Success: LoRA adapter '" + name + "' added successfully.");
    }
  }

  /** The calls by which whole weights come. */
  private void weights(HttpExchange exchange, String path, ObjectNode body) throws IOException {
    told.add(path);
    boolean reloads = path.equals("/collective_rpc") || path.equals("/update_weights_from_disk");
    if (wholes.isEmpty()) {
      send(exchange, 404, "{\"detail\":\"Not Found\"}");
      return;
    }
    if (reloads && !stale) {
      JsonNode folder =
          kind == RemoteSettings.Kind.VLLM
              ? body.at("/kwargs/weights_path")
              : body.path("model_path");
      synchronized (model) {
        reloaded = Optional.of(wholes.get().apply(Path.of(folder.asText())));
      }
      version = body.path("weight_version").asText();
    }
    send(exchange, 200, "{\"success\":true,\"message\":\"Succeeded\"}");
  }

  /** Begins again with the weights that it had at first. */
  public void restart() {
    reloaded = Optional.empty();
    version = "default";
    loaded.clear();
  }

  private static String text(HttpExchange exchange) throws IOException {
    return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Answers with a status and a body. */
  public static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private String about(String path) {
    int positions = model.config().maxPositions();
    return switch (path) {
      case "/v1/models" -> {
        StringBuilder models = new StringBuilder();
        models.append("{\"id\":\"" + MODEL + "\",\"max_model_len\":" + positions + "}");
        loaded.keySet().forEach(name -> models.append(",{\"id\":\"" + name + "\"}"));
        yield "{\"data\":[" + models + "]}";
      }
      case "/get_model_info" ->
          "{\"max_model_len\":" + positions + ",\"weight_version\":\"" + version + "\"}";
      case "/props" -> "{\"default_generation_settings\":{\"n_ctx\":" + positions + "}}";
      default -> "{}";
    };
  }

  private ObjectNode sampled(ObjectNode body) {
    JsonNode own = kind == RemoteSettings.Kind.SGLANG ? body.get("sampling_params") : body;
    int limit =
        own.path(
                switch (kind) {
                  case VLLM -> "max_tokens";
                  case SGLANG -> "max_new_tokens";
                  case LLAMA_CPP -> "n_predict";
                })
            .asInt();
    int[] prompt = ids(body.get(kind == RemoteSettings.Kind.SGLANG ? "input_ids" : "prompt"));
    Set<Integer> stops = new HashSet<>();
    own.path("stop_token_ids").forEach(id -> stops.add(id.asInt()));
    if (kind == RemoteSettings.Kind.LLAMA_CPP) {
      stops.addAll(ends); // its API takes none
    }
    int seed = own.path(kind == RemoteSettings.Kind.SGLANG ? "sampling_seed" : "seed").asInt();
    int topK = Math.max(0, own.path("top_k").asInt());
    Sampling sampling =
        new Sampling(own.path("temperature").asDouble(), limit)
            .among(
                new Candidates(topK, own.path("top_p").asDouble(), own.path("min_p").asDouble()));
    String name = body.path(kind == RemoteSettings.Kind.SGLANG ? "lora_path" : "model").asText();
    LanguageModel asked = loaded.getOrDefault(name, reloaded.orElse(model));
    Rollout rollout;
    synchronized (model) {
      rollout =
          new LocalEngine(asked, stops::contains, 4, manager)
              .generate(List.of(new Request(prompt, Key.of(seed, "server"))), 1, sampling)
              .get(0)
              .get(0);
    }
    return shaped(rollout, prompt);
  }

  private static int[] ids(JsonNode array) {
    int[] ids = new int[array.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = array.get(i).asInt();
    }
    return ids;
  }

  private ObjectNode shaped(Rollout rollout, int[] prompt) {
    int[] tokens = rollout.sequence().completion();
    float[] logprobs = rollout.logprobs();
    boolean stopped = !rollout.truncated();
    ObjectNode answer = Json.object();
    if (kind == RemoteSettings.Kind.VLLM) {
      ObjectNode choice = answer.putArray("choices").addObject().put("text", "never read");
      choice.put("finish_reason", stopped ? "stop" : "length");
      ArrayNode ids = choice.putArray("token_ids");
      ArrayNode given = choice.putArray("prompt_token_ids");
      for (int id : prompt) {
        given.add(id);
      }
      ArrayNode nats = choice.putObject("logprobs").putArray("token_logprobs");
      for (int i = 0; i < tokens.length; i++) {
        ids.add(tokens[i]);
        nats.add(logprobs[i]);
      }
    } else if (kind == RemoteSettings.Kind.SGLANG) {
      ArrayNode ids = answer.put("text", "never read").putArray("output_ids");
      ObjectNode meta = answer.putObject("meta_info");
      meta.put("weight_version", version);
      meta.putObject("finish_reason").put("type", stopped ? "stop" : "length");
      ArrayNode drawn = meta.putArray("output_token_logprobs");
      for (int i = 0; i < tokens.length; i++) {
        ids.add(tokens[i]);
        drawn.addArray().add(logprobs[i]).add(tokens[i]).addNull();
      }
    } else {
      answer.put("content", "never read").put("stop_type", stopped ? "eos" : "limit");
      ArrayNode drawn = answer.putArray("completion_probabilities");
      ArrayNode all = answer.putArray("tokens");
      for (int i = 0; i < tokens.length; i++) {
        all.add(tokens[i]);
        drawn.addObject().put("id", tokens[i]).put("prob", Math.exp(logprobs[i]));
      }
    }
    return answer;
  }

  @Override
  public void close() {
    server.stop(0);
    manager.close();
  }
}
