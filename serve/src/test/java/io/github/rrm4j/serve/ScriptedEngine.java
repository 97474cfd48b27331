package io.github.rrm4j.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.judging.JudgeFormat;
import io.github.rrm4j.judging.JudgeSettings;
import io.github.rrm4j.judging.JudgeSpec;
import io.github.rrm4j.judging.JudgeTemplate;
import io.github.rrm4j.judging.TinyJudge;
import io.github.rrm4j.model.ModelText;
import io.github.rrm4j.model.Tokenizer;
import io.github.rrm4j.remote.RemoteSettings;
import io.github.rrm4j.remote.RemoteSettings.Kind;
import io.github.rrm4j.remote.RemoteSettings.Retries;
import io.github.rrm4j.rollout.Sampling;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * A server with vLLM's shapes that judges by a rule, so that tests know what is right: the response
 * with the larger number is better, and of two with the same number the one that is shown first. A
 * response with a question mark is too much for it: it writes no verdict.
 */
final class ScriptedEngine implements AutoCloseable {

  private static final Pattern PAIR =
      Pattern.compile("Assistant 1: (.*?)\\s*Assistant 2: (.*?)\\s*(<|=|$)", Pattern.DOTALL);
  private static final Pattern NUMBER = Pattern.compile("\\d+");

  /** Judgements that were asked for. */
  final AtomicInteger calls = new AtomicInteger();

  /** What judgements wait for. */
  volatile CountDownLatch gate = new CountDownLatch(0);

  /** Whether calls fail. */
  volatile boolean failing;

  private final Path folder;
  private final Tokenizer tokenizer;
  private final JudgeFormat format;
  private final HttpServer server;

  ScriptedEngine(Path folder) throws IOException {
    this.folder = folder;
    TinyJudge.write(folder, new Sampling(0.7, 100));
    ModelText text = ModelText.of(folder);
    this.tokenizer = text.tokenizer();
    this.format =
        new JudgeFormat(
            new JudgeSettings(JudgeTemplate.named("compact"), true, new Sampling(0.7, 100)),
            text.chat(),
            tokenizer);
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newCachedThreadPool());
    server.createContext("/", this::handle);
    server.start();
  }

  /** The judge whose weights are here. */
  JudgeSpec spec() {
    JudgeSpec spec = JudgeSpec.of(folder).maxSequences(8);
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    return spec.model(
        spec.model()
            .at(
                new RemoteSettings(
                    Kind.VLLM,
                    List.of(url),
                    "judge",
                    32,
                    new Retries(1, Duration.ofMillis(1), Duration.ofMillis(1)),
                    Duration.ofSeconds(60),
                    Optional.empty())));
  }

  private void handle(HttpExchange exchange) throws IOException {
    if (exchange.getRequestMethod().equals("GET")) {
      send(exchange, 200, "{\"data\": [{\"id\": \"judge\", \"max_model_len\": 512}]}");
      return;
    }
    JsonNode body =
        Json.parse(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    calls.incrementAndGet();
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (failing) {
      send(exchange, 500, "{\"error\": {\"message\": \"out of order\"}}");
      return;
    }
    int[] prompt = new int[body.get("prompt").size()];
    for (int i = 0; i < prompt.length; i++) {
      prompt[i] = body.get("prompt").get(i).asInt();
    }
    int[] tokens = part(prompt, body.get("stop_token_ids"));
    ObjectNode choice = Json.object().put("index", 0).put("finish_reason", "stop");
    ArrayNode ids = choice.putArray("token_ids");
    ArrayNode logprobs = choice.putObject("logprobs").putArray("token_logprobs");
    for (int token : tokens) {
      ids.add(token);
      logprobs.add(-0.1);
    }
    ObjectNode answer = Json.object();
    answer.putArray("choices").add(choice);
    send(exchange, 200, answer.toString());
  }

  private int[] tokens(int[] prompt) {
    Matcher pair = PAIR.matcher(tokenizer.decode(prompt));
    if (!pair.find()) {
      return tokenizer.encode("2" + tokenizer.endToken());
    }
    if (pair.group(1).contains("?") || pair.group(2).contains("?")) {
      return tokenizer.encode("3" + tokenizer.endToken());
    }
    return format.completion(prompt, "1", number(pair.group(1)) >= number(pair.group(2)) ? 1 : 2);
  }

  /** What is left of a completion behind the prompt, up to a token that is asked to end it. */
  private int[] part(int[] prompt, JsonNode stops) {
    int mark = tokenizer.id("</think>").orElseThrow();
    boolean thought = Arrays.stream(prompt).anyMatch(id -> id == mark);
    int[] all = tokens(prompt);
    int from =
        thought
            ? IntStream.range(0, all.length).filter(i -> all[i] == mark).findFirst().orElse(-1) + 1
            : 0;
    int to = from;
    boolean ended = false;
    while (to < all.length && !ended) {
      for (JsonNode stop : stops) {
        ended |= stop.asInt() == all[to];
      }
      to++;
    }
    return Arrays.copyOfRange(all, from, to);
  }

  /** As it was when it started. */
  void reset() throws IOException {
    calls.set(0);
    gate = new CountDownLatch(0);
    failing = false;
    new JudgeSettings(JudgeTemplate.named("compact"), true, new Sampling(0.7, 100)).write(folder);
  }

  private static long number(String text) {
    Matcher number = NUMBER.matcher(text);
    return number.find() ? Long.parseLong(number.group()) : -1;
  }

  private static void send(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  @Override
  public void close() {
    gate.countDown();
    server.stop(0);
    tokenizer.close();
  }
}
