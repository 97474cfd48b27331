package io.github.rrm4j.judging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.RowLogprobs;
import io.github.rrm4j.model.Tokenizer;
import io.github.rrm4j.model.gguf.GgufExport;
import io.github.rrm4j.model.gguf.GgufType;
import io.github.rrm4j.remote.RemoteSettings;
import io.github.rrm4j.remote.RemoteSettings.Kind;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import io.github.rrm4j.rollout.ThinkingBudget;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A real llama-server with models that were exported for it: {@code -Drrm.llamaServer=PROGRAM}. It
 * is not part of the build.
 */
@EnabledIfSystemProperty(named = "rrm.llamaServer", matches = ".+")
class LlamaServerTest {

  private static final Sampling GREEDY = new Sampling(0, 40);

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"qwen2", "qwen3", "llama", "llama3", "gemma2"})
  void tokensAndLogprobsAreThoseOfThisProcess(String architecture) throws Exception {
    write(architecture);
    try (Server server = new Server(GgufType.F32);
        OpenModel there = ModelSpec.of(folder).at(server.settings()).open();
        LocalModel here = ModelSpec.of(folder).openLocal()) {
      List<Request> requests = requests();
      List<List<Rollout>> remote = there.engine(8).generate(requests, 1, GREEDY);
      List<List<Rollout>> local = here.engine(8).generate(requests, 1, GREEDY);
      for (int i = 0; i < requests.size(); i++) {
        assertArrayEquals(tokens(local.get(i)), tokens(remote.get(i)), "prompt " + i);
      }
      double most = 0;
      for (double temperature : new double[] {1, 0.6}) {
        most = Math.max(most, difference(there.engine(8), here, temperature));
      }
      System.out.println(architecture + ": log-probs differ by at most " + most);
      // llama.cpp looks a GELU up in a table of halves
      double tolerance = architecture.equals("gemma2") ? 0.005 : 1e-3;
      assertTrue(most < tolerance, "log-probs differ by " + most);
    }
  }

  /** Tokenizers of the module model that come from SentencePiece. */
  @ParameterizedTest
  @ValueSource(strings = {"llama2", "gemma"})
  void textsAreTheSameTokensThere(String name) throws Exception {
    Path tokenizers = Path.of("../model/src/test/resources/tokenizers", name);
    MiniatureModelFolder.write(folder);
    ObjectNode config = Json.read(folder.resolve("config.json"));
    for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
      Files.copy(
          tokenizers.resolve(file), folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
    }
    Files.deleteIfExists(folder.resolve("generation_config.json"));
    Files.writeString(folder.resolve("chat_template.jinja"), "{{ messages[0]['content'] }}");
    write("llama", config.put("vocab_size", 700));
    try (Server server = new Server(GgufType.F32);
        Tokenizer tokenizer = Tokenizer.read(folder)) {
      int compared = 0;
      for (JsonNode text : Json.read(tokenizers.resolve("golden.json")).path("cases")) {
        String content = text.path("text").asText();
        ObjectNode body = Json.object().put("content", content).put("parse_special", true);
        JsonNode answer = server.post("/tokenize", body.put("add_special", false));
        int[] there = new int[answer.path("tokens").size()];
        Arrays.setAll(there, i -> answer.path("tokens").path(i).asInt());
        assertArrayEquals(tokenizer.encode(content), there, content);
        compared++;
      }
      assertEquals(22, compared);
    }
  }

  /** The largest difference between the server's log-probs and those of this process. */
  private static double difference(RolloutEngine engine, LocalModel here, double temperature) {
    List<Rollout> drawn =
        engine.generate(requests(), 2, new Sampling(temperature, 30)).stream()
            .flatMap(List::stream)
            .toList();
    RowLogprobs own =
        new RowLogprobs(here.folder().model(), 4096, PassMemory.DEFAULT, here.manager());
    float[][] expected = own.of(drawn.stream().map(Rollout::sequence).toList(), temperature);
    double most = 0;
    for (int i = 0; i < expected.length; i++) {
      for (int t = 0; t < expected[i].length; t++) {
        float there = drawn.get(i).logprobs()[t];
        most = Float.isNaN(there) ? most : Math.max(most, Math.abs(expected[i][t] - there));
      }
    }
    return most;
  }

  @ParameterizedTest
  @CsvSource({"F16, 0.02", "BF16, 0.1", "Q8_0, 0.1"})
  void otherTypesAreAsPreciseAsTheyAre(GgufType type, double tolerance) throws Exception {
    write("qwen2");
    try (Server server = new Server(type);
        OpenModel there = ModelSpec.of(folder).at(server.settings()).open();
        LocalModel here = ModelSpec.of(folder).openLocal()) {
      double most = difference(there.engine(8), here, 1);
      System.out.println(type + ": log-probs differ by at most " + most);
      assertTrue(most < tolerance, "log-probs differ by " + most);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {4})
  void thinkingIsEndedByForce(int budget) throws Exception {
    write("qwen2");
    try (Server server = new Server(GgufType.F32);
        OpenModel there = ModelSpec.of(folder).at(server.settings()).open()) {
      int mark = there.tokenizer().id("</think>").orElseThrow();
      Sampling sampling =
          new Sampling(1, 30).within(new ThinkingBudget(budget, 5, mark, new int[] {mark}));
      for (List<Rollout> group : there.engine(8).generate(requests(), 1, sampling)) {
        Rollout rollout = group.get(0);
        rollout.forced().ifPresent(span -> assertEquals(budget, span.from()));
        assertTrue(
            rollout.forced().isEmpty() || rollout.sequence().completion().length <= budget + 6);
      }
    }
  }

  private void write(String architecture) throws IOException {
    MiniatureModelFolder.write(folder);
    write(architecture, Json.read(folder.resolve("config.json")));
  }

  private void write(String architecture, ObjectNode config) throws IOException {
    Path file = folder.resolve("config.json");
    boolean llama = architecture.startsWith("llama");
    config.put("model_type", llama ? "llama" : architecture);
    String type = llama ? "llama" : architecture;
    config
        .putArray("architectures")
        .add(type.substring(0, 1).toUpperCase(Locale.ROOT) + type.substring(1) + "ForCausalLM");
    if (architecture.equals("gemma2")) {
      config
          .put("query_pre_attn_scalar", 32)
          .put("attn_logit_softcapping", 5)
          .put("final_logit_softcapping", 4)
          .put("sliding_window", 16)
          .put("initializer_range", 0.2) // so that the caps matter
          .put("tie_word_embeddings", true);
    }
    if (architecture.equals("llama3")) {
      config
          .putObject("rope_scaling")
          .put("rope_type", "llama3")
          .put("factor", 8.0)
          .put("low_freq_factor", 1.0)
          .put("high_freq_factor", 4.0)
          .put("original_max_position_embeddings", 64);
    }
    if (!architecture.equals("qwen2")) {
      config.put("head_dim", 32).put("attention_bias", false).remove("use_sliding_window");
    }
    Files.writeString(file, config.toString());
    ModelSource source = ModelSource.of(folder).initialised(Key.of(1, "initialisation"));
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
        ModelFolder model = ModelFolder.open(source, Device.cpu(), manager)) {
      model.write(folder);
    }
  }

  private static int[] tokens(List<Rollout> group) {
    return group.get(0).sequence().completion();
  }

  private static List<Request> requests() {
    return IntStream.range(0, 8)
        .mapToObj(
            i ->
                new Request(
                    IntStream.range(0, 3 + 5 * i).map(t -> (37 * t + 11 * i) % 330).toArray(),
                    Key.of(i, "request")))
        .toList();
  }

  /** The program with a model of the folder, until it is closed. */
  private final class Server implements AutoCloseable {

    private final Process process;
    private final int port;

    Server(GgufType type) throws IOException, InterruptedException {
      Path file = folder.resolve("model.gguf");
      new GgufExport(folder, type).write(file, "test");
      try (ServerSocket free = new ServerSocket(0)) {
        port = free.getLocalPort();
      }
      process =
          new ProcessBuilder(
                  System.getProperty("rrm.llamaServer"),
                  "-m",
                  file.toString(),
                  "--host",
                  "127.0.0.1",
                  "--port",
                  String.valueOf(port),
                  "-c",
                  "2048",
                  "-np",
                  "4",
                  // as precise as the trainer: by default the cache is fp16
                  "--cache-type-k",
                  "f32",
                  "--cache-type-v",
                  "f32",
                  "-fa",
                  "off")
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("server.log").toFile())
              .start();
      awaitHealth();
    }

    private void awaitHealth() throws IOException, InterruptedException {
      HttpRequest health =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health")).build();
      for (int i = 0; i < 100; i++) {
        try {
          if (HttpClient.newHttpClient().send(health, BodyHandlers.ofString()).statusCode()
              == 200) {
            return;
          }
        } catch (IOException e) {
          if (!process.isAlive()) {
            break;
          }
        }
        Thread.sleep(200);
      }
      throw new IOException(Files.readString(folder.resolve("server.log")));
    }

    JsonNode post(String path, JsonNode body) throws IOException, InterruptedException {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
              .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
              .build();
      return Json.parse(HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body());
    }

    RemoteSettings settings() {
      return new RemoteSettings(
          Kind.LLAMA_CPP,
          List.of(URI.create("http://127.0.0.1:" + port)),
          "",
          4,
          RemoteSettings.Retries.USUAL,
          java.time.Duration.ofSeconds(60),
          Optional.empty());
    }

    @Override
    public void close() {
      process.destroy();
    }
  }
}
