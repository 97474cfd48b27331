package io.github.rrm4j.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import com.fasterxml.jackson.databind.JsonNode;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
import io.github.rrm4j.model.ModelSource.NewAdapter;
import io.github.rrm4j.remote.RemoteSettings.Kind;
import io.github.rrm4j.remote.StandInServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** GRPO of an adapter whose completions a server draws. */
@Tag("slow")
class ServedTrainingTest {

  @TempDir private Path folder;
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private Path base;
  private ModelFolder adapted;

  @BeforeEach
  void write() throws IOException {
    base = folder.resolve("base");
    MiniatureModelFolder.write(base);
    ModelSource random = ModelSource.of(base).initialised(Key.of(1, "initialisation"));
    try (ModelFolder written = ModelFolder.open(random, Device.cpu(), manager)) {
      written.write(base);
    }
    PeftAdapter settings = new PeftAdapter(4, 8, ModelConfig.LINEAR_MAPS, Optional.empty());
    adapted =
        ModelFolder.open(
            ModelSource.of(base).with(new NewAdapter(settings, Key.of(2, "adapter"))),
            Device.cpu(),
            manager);
  }

  @AfterEach
  void close() {
    adapted.close();
    manager.close();
  }

  @Test
  void aRunThatAServerFailedIsResumedToTheSameEnd() throws IOException {
    Path whole = folder.resolve("whole");
    Path broken = folder.resolve("broken");
    try (StandInServer server = server()) {
      Invocation call = Invocation.of(arguments(whole, server.url(), "grpo.steps=3"));
      assertEquals(0, call.code(), call.err());
      assertEquals(1, server.loaded.size());
      try (Stream<Path> adapters = Files.list(whole.resolve("adapters"))) {
        assertEquals(1, adapters.count());
      }
      int calls = server.calls.getAndSet(0);
      for (int i = 0; i < calls - 10; i++) {
        server.faults.add((exchange, well) -> Optional.of(well));
      }
      for (int i = 0; i < 64; i++) {
        server.faults.add(
            (exchange, well) -> {
              StandInServer.send(exchange, 404, "{\"message\":\"the model is gone\"}");
              return Optional.empty();
            });
      }
      String[] arguments = arguments(broken, server.url(), "grpo.steps=3");
      Invocation failed = Invocation.of(arguments);
      assertEquals(2, failed.code());
      assertTrue(failed.err().contains("status 404: the model is gone"), failed.err());
      server.faults.clear();
      List<String> again = new ArrayList<>(List.of(arguments));
      again.add("--resume");
      Invocation resumed = Invocation.of(again.toArray(String[]::new));
      assertEquals(0, resumed.code(), resumed.err());
    }
    for (String file : List.of("metrics.jsonl", "evaluations.jsonl", "rollouts.jsonl")) {
      assertEquals(
          Files.readString(whole.resolve(file)), Files.readString(broken.resolve(file)), file);
    }
  }

  /** Killed at any moment, resumed: what was drawn ahead is in the checkpoint, or drawn again. */
  @ParameterizedTest
  @CsvSource({"2, one", "1, both"})
  void rolloutsThatWereDrawnAheadOutliveAKill(int staleness, String orders) throws Exception {
    Path whole = folder.resolve("whole");
    Path broken = folder.resolve("broken");
    String[] more = {
      "grpo.steps=4",
      "grpo.staleness=" + staleness,
      "grpo.importance=truncate",
      "grpo.prompts=2",
      "grpo.group_size=2",
      "grpo.group_orders=" + orders,
      "rollout.max_new_tokens=8",
      "grpo.logprob_diff_abort=10",
      "grpo.optimizer.learning_rate=1e-2",
      "grpo.optimizer.warmup_steps=0",
      "grpo.entropy_coefficient=1",
      "evaluation.pairs=1",
      "evaluation.final_pairs=1"
    };
    try (StandInServer server = server()) {
      Invocation call = Invocation.of(arguments(whole, server.url(), more));
      assertEquals(0, call.code(), call.err());
      assertTrue(server.most <= staleness + 1, server.most + " versions were loaded at once");
      Process child =
          Invocation.child(folder.resolve("child.log"), arguments(broken, server.url(), more));
      while (child.isAlive() && lines(broken).size() < 2) {
        Thread.sleep(5);
      }
      child.destroyForcibly().waitFor();
      List<String> again = new ArrayList<>(List.of(arguments(broken, server.url(), more)));
      again.add("--resume");
      Invocation resumed = Invocation.of(again.toArray(String[]::new));
      assertEquals(0, resumed.code(), resumed.err());
    }
    for (String file :
        List.of("metrics.jsonl", "evaluations.jsonl", "rollouts.jsonl", "batches.jsonl")) {
      assertEquals(
          Files.readString(whole.resolve(file)), Files.readString(broken.resolve(file)), file);
    }
    List<JsonNode> steps = lines(whole);
    for (int step = 0; step < steps.size(); step++) {
      JsonNode metrics = steps.get(step);
      int old = Math.min(step, staleness);
      assertEquals(old, metrics.get("staleness/max").asInt());
      assertEquals(old, metrics.get("staleness/mean").asDouble());
      assertEquals(old > 0, metrics.get("logprob_diff/mean").asDouble() > 1e-4, metrics.toString());
      assertEquals(1, metrics.get("importance/weight_mean").asDouble(), 0.5);
    }
  }

  @Test
  void aServerThatIsNotThereIsToldAtOnce() {
    Invocation gone = Invocation.of(arguments(folder.resolve("gone"), "http://127.0.0.1:1"));
    assertEquals(2, gone.code());
    assertTrue(
        gone.err().contains("http://127.0.0.1:1: /v1/models: no connection; start the server"),
        gone.err());
  }

  @Test
  void whatCannotBeServedIsRefusedBeforeTheRun() {
    Invocation old =
        Invocation.of(
            arguments(
                folder.resolve("w"),
                "http://127.0.0.1:1",
                "model.lora.rank=0",
                "grpo.staleness=2"));
    assertEquals(2, old.code());
    assertTrue(old.err().contains("must be at most 1 where servers have one set"), old.err());
    Invocation nobody =
        Invocation.of(arguments(folder.resolve("n"), "http://127.0.0.1:1", "engine.urls=[]"));
    assertTrue(nobody.err().contains("must name at least one server"), nobody.err());
    Invocation local =
        Invocation.of(arguments(folder.resolve("l"), "http://127.0.0.1:1", "engine.kind=local"));
    assertTrue(local.err().contains("must be empty with kind: local"), local.err());
    Invocation beside =
        Invocation.of(TinyRun.arguments(folder.resolve("b"), "--set", "grpo.staleness=1"));
    assertTrue(beside.err().contains("must be 0 with engine.kind: local"), beside.err());
    Invocation started =
        Invocation.of(TinyRun.arguments(folder.resolve("s"), "--set", "engine.kind=llama_cpp"));
    assertTrue(started.err().contains("must have one port for each server"), started.err());
  }

  private static List<JsonNode> lines(Path run) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    Path file = run.resolve("metrics.jsonl");
    if (Files.exists(file)) {
      for (String line : Files.readString(file).split("(?<=\n)")) {
        if (line.endsWith("\n")) {
          lines.add(Json.parse(line));
        }
      }
    }
    return lines;
  }

  private StandInServer server() {
    NDManager own = manager.newSubManager();
    StandInServer server =
        new StandInServer(
            Kind.VLLM, adapted.model().base(own), new HashSet<>(adapted.tokenizer().endIds()), own);
    server.adapters = Optional.of(adapter -> adapted.model().frozen(adapter, own));
    return server;
  }

  private String[] arguments(Path run, String url, String... more) {
    List<String> settings = new ArrayList<>();
    for (String setting :
        List.of(
            "stages=[grpo]",
            "model.path=" + base,
            "model.weights=pretrained",
            "model.lora.rank=4",
            "model.lora.alpha=8",
            "engine.kind=vllm",
            "engine.urls=[" + url + "]",
            "engine.model=" + StandInServer.MODEL,
            "engine.probe_tolerance=1e-3")) {
      settings.addAll(List.of("--set", setting));
    }
    for (String setting : more) {
      settings.addAll(List.of("--set", setting));
    }
    return TinyRun.arguments(run, settings.toArray(String[]::new));
  }
}
