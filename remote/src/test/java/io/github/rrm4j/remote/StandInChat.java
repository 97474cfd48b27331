package io.github.rrm4j.remote;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.rrm4j.contracts.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * A server that speaks chat completions and messages, says what it is told to say, and misbehaves
 * as it is told.
 */
public final class StandInChat implements AutoCloseable {

  /** The name of the model. */
  public static final String MODEL = "judge-1";

  /** What it says to the user's message. */
  public volatile Function<String, String> says = question -> "[[A]]";

  /** What it says of its thinking; empty for nothing. */
  public volatile String reasoning = "";

  /** Calls so far. */
  public final AtomicInteger calls = new AtomicInteger();

  /** The most calls that were answered at the same time. */
  public final AtomicInteger most = new AtomicInteger();

  /** How the next calls are answered, one after the other. */
  public final Queue<StandInServer.Fault> faults = new ConcurrentLinkedQueue<>();

  /** How calls are answered for whose user's message this gives something. */
  public volatile Function<String, Optional<StandInServer.Fault>> always =
      question -> Optional.empty();

  /** What was sent. */
  public final List<ObjectNode> bodies = Collections.synchronizedList(new ArrayList<>());

  /** With which headers. */
  public final List<Map<String, List<String>>> headers =
      Collections.synchronizedList(new ArrayList<>());

  private final AtomicInteger busy = new AtomicInteger();
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  public StandInChat() {
    try {
      this.server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  /** Its address, without a path. */
  public String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    most.accumulateAndGet(busy.incrementAndGet(), Math::max);
    try {
      calls.incrementAndGet();
      headers.add(exchange.getRequestHeaders());
      ObjectNode body =
          (ObjectNode)
              Json.parse(
                  new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
      bodies.add(body);
      String path = exchange.getRequestURI().getPath();
      boolean openAi = path.equals("/v1/chat/completions");
      if (!openAi && !path.equals("/v1/messages")) {
        StandInServer.send(exchange, 404, "{\"error\":{\"message\":\"no such path\"}}");
        return;
      }
      String question = question(body);
      String text = says.apply(question);
      String well = (openAi ? openAi(question, text) : anthropic(question, text)).toString();
      StandInServer.Fault fault = faults.poll();
      fault = fault == null ? always.apply(question).orElse(null) : fault;
      Optional<String> answer = fault == null ? Optional.of(well) : fault.answer(exchange, well);
      if (answer.isPresent()) {
        StandInServer.send(exchange, 200, answer.get());
      }
    } finally {
      busy.decrementAndGet();
    }
  }

  private static String question(ObjectNode body) {
    String question = "";
    for (JsonNode message : body.path("messages")) {
      if (message.path("role").asText().equals("user")) {
        question = message.path("content").asText();
      }
    }
    return question;
  }

  /** A word of four characters is a token. */
  private static int tokens(String text) {
    return (text.length() + 3) / 4;
  }

  private ObjectNode openAi(String question, String text) {
    ObjectNode answer = Json.object().put("object", "chat.completion").put("model", MODEL);
    ObjectNode choice = answer.putArray("choices").addObject().put("finish_reason", "stop");
    ObjectNode message = choice.putObject("message").put("role", "assistant").put("content", text);
    ObjectNode usage =
        answer
            .putObject("usage")
            .put("prompt_tokens", tokens(question))
            .put("completion_tokens", tokens(text) + tokens(reasoning));
    usage.putObject("prompt_tokens_details").put("cached_tokens", 2);
    if (!reasoning.isEmpty()) {
      message.put("reasoning_content", reasoning);
      usage.putObject("completion_tokens_details").put("reasoning_tokens", tokens(reasoning));
    }
    return answer;
  }

  private ObjectNode anthropic(String question, String text) {
    ObjectNode answer = Json.object().put("type", "message").put("stop_reason", "end_turn");
    if (!reasoning.isEmpty()) {
      answer.withArray("content").addObject().put("type", "thinking").put("thinking", reasoning);
    }
    answer.withArray("content").addObject().put("type", "text").put("text", text);
    answer
        .putObject("usage")
        .put("input_tokens", tokens(question) - 2)
        .put("cache_read_input_tokens", 2)
        .put("output_tokens", tokens(text) + tokens(reasoning));
    return answer;
  }

  /** Answers with a status and a message. */
  public static StandInServer.Fault status(int status, String message) {
    return (exchange, well) -> {
      StandInServer.send(exchange, status, "{\"error\":{\"message\":\"" + message + "\"}}");
      return Optional.empty();
    };
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
