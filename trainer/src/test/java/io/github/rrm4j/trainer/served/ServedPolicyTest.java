package io.github.rrm4j.trainer.served;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.model.LanguageModel;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
import io.github.rrm4j.model.ModelSource.NewAdapter;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.RowLogprobs;
import io.github.rrm4j.remote.EngineFailure;
import io.github.rrm4j.remote.RemoteEngine;
import io.github.rrm4j.remote.RemoteSettings;
import io.github.rrm4j.remote.RemoteSettings.Kind;
import io.github.rrm4j.remote.StandInServer;
import io.github.rrm4j.rollout.LocalEngine;
import io.github.rrm4j.rollout.Request;
import io.github.rrm4j.rollout.Rollout;
import io.github.rrm4j.rollout.RolloutEngine;
import io.github.rrm4j.rollout.Sampling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An adapter that is trained here and sampled by a server that really samples. */
class ServedPolicyTest {

  private static final Sampling GREEDY = new Sampling(0, 16);

  @TempDir private Path folder;
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private ModelFolder policy;
  private Path adapters;

  @BeforeEach
  void open() throws IOException {
    Path base = folder.resolve("base");
    MiniatureModelFolder.write(base);
    ModelSource random = ModelSource.of(base).initialised(Key.of(1, "initialisation"));
    try (ModelFolder written = ModelFolder.open(random, Device.cpu(), manager)) {
      written.write(base);
    }
    PeftAdapter settings = new PeftAdapter(4, 8, ModelConfig.LINEAR_MAPS, Optional.empty());
    policy =
        ModelFolder.open(
            ModelSource.of(base).with(new NewAdapter(settings, Key.of(2, "adapter"))).forTraining(),
            Device.cpu(),
            manager);
    adapters = folder.resolve("adapters");
  }

  @AfterEach
  void close() {
    policy.close();
    manager.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"VLLM", "SGLANG"})
  void theServerFollowsTheTraining(Kind kind) throws IOException {
    try (StandInServer server = server(kind);
        ServedPolicy served = served(server, kind)) {
      RolloutEngine here = new LocalEngine(policy.model(), this::isEnd, 8, manager);
      List<Rollout> first = greedy(served);
      assertSame(greedy(here), first);
      move();
      assertSame(first, greedy(served)); // nobody has said that the weights moved
      served.weightsChanged();
      List<Rollout> moved = greedy(served);
      assertSame(greedy(here), moved);
      assertNotEquals(texts(first), texts(moved));
      assertEquals(1, server.loaded.size(), "the older adapter is unloaded");
      try (Stream<Path> left = Files.list(adapters)) {
        assertEquals(server.loaded.keySet(), names(left));
      }
    }
  }

  @Test
  void weightsThatStayedAreNotSentAgain() {
    try (StandInServer server = server(Kind.VLLM);
        ServedPolicy served = served(server, Kind.VLLM)) {
      greedy(served);
      int probed = server.calls.get();
      served.weightsChanged();
      greedy(served);
      assertEquals(probed + 4, server.calls.get(), "four prompts and no second probe");
    }
  }

  @Test
  void aServerThatKeepsOlderWeightsEndsTheRun() {
    try (StandInServer server = server(Kind.VLLM);
        ServedPolicy served = served(server, Kind.VLLM)) {
      greedy(served);
      server.stale = true;
      move();
      served.weightsChanged();
      EngineFailure e = assertThrows(EngineFailure.class, () -> greedy(served));
      assertTrue(e.getMessage().contains("the server has other weights"), e.getMessage());
    }
  }

  @Test
  void aServerThatLoadsNoAdaptersIsToldSo() {
    try (StandInServer server = server(Kind.VLLM);
        ServedPolicy served = served(server, Kind.VLLM)) {
      server.adapters = Optional.empty();
      EngineFailure e = assertThrows(EngineFailure.class, () -> greedy(served));
      assertTrue(
          e.getMessage().contains("/v1/load_lora_adapter answers with status 404: Not Found"),
          e.getMessage());
    }
  }

  private StandInServer server(Kind kind) {
    NDManager own = manager.newSubManager();
    StandInServer server =
        new StandInServer(
            kind, policy.model().base(own), new HashSet<>(policy.tokenizer().endIds()), own);
    server.adapters = Optional.of(adapter -> policy.model().frozen(adapter, own));
    return server;
  }

  private ServedPolicy served(StandInServer server, Kind kind) {
    ModelConfig config = policy.model().config();
    RemoteEngine engine =
        RemoteEngine.open(
            RemoteSettings.of(kind, List.of(server.url()), StandInServer.MODEL),
            new RemoteEngine.Model(
                policy.tokenizer().endIds(), config.maxPositions(), config.vocab()));
    return new ServedPolicy(
        new AdapterTransfer(
            engine,
            policy.model().adapter().orElseThrow(),
            folder.resolve("base"),
            adapters,
            "policy"),
        new RowLogprobs(policy.model(), 4096, PassMemory.DEFAULT, manager),
        new ServedPolicy.Probe(1e-3, new int[] {5, 9, 40}));
  }

  /** What an optimizer does: changes the tensors where they are. */
  private void move() {
    LanguageModel model = policy.model();
    for (NDArray tensor : model.trainable().values()) {
      tensor.addi(0.05f);
    }
  }

  private boolean isEnd(int id) {
    return policy.tokenizer().isEnd(id);
  }

  private static List<Rollout> greedy(RolloutEngine engine) {
    List<Request> requests =
        IntStream.range(0, 4)
            .mapToObj(i -> new Request(new int[] {7 * i + 1, 30, i + 60}, Key.of(i, "request")))
            .toList();
    return engine.generate(requests, 1, GREEDY).stream().map(group -> group.get(0)).toList();
  }

  private static void assertSame(List<Rollout> expected, List<Rollout> actual) {
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(
          expected.get(i).sequence().completion(), actual.get(i).sequence().completion());
    }
  }

  private static List<String> texts(List<Rollout> rollouts) {
    return rollouts.stream()
        .map(rollout -> java.util.Arrays.toString(rollout.sequence().completion()))
        .toList();
  }

  private static Set<String> names(Stream<Path> files) {
    Set<String> names = new HashSet<>();
    files.forEach(file -> names.add(file.getFileName().toString()));
    return names;
  }
}
