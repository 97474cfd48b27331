package io.github.rrm4j.trainer.served;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
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
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * All weights of a model that is trained here, sampled by servers that take them while they run.
 */
class WholeWeightsTest {

  private static final Sampling GREEDY = new Sampling(0, 16);

  @TempDir private Path folder;
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private ModelFolder policy;

  @BeforeEach
  void open() throws IOException {
    Path base = folder.resolve("base");
    MiniatureModelFolder.write(base);
    ModelSource random = ModelSource.of(base).initialised(Key.of(1, "initialisation"));
    policy = ModelFolder.open(random.forTraining(), Device.cpu(), manager);
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
        ServedPolicy served = served(kind, List.of(server))) {
      RolloutEngine here = new LocalEngine(policy.model(), policy.tokenizer()::isEnd, 8, manager);
      assertSame(greedy(here), greedy(served));
      move();
      served.weightsChanged();
      assertSame(greedy(here), greedy(served));
      List<String> once =
          kind == Kind.VLLM
              ? List.of("/pause", "/collective_rpc", "/reset_prefix_cache", "/resume")
              : List.of("/update_weights_from_disk");
      assertEquals(Stream.of(once, once).flatMap(List::stream).toList(), server.told);
      try (Stream<Path> left = Files.list(folder.resolve("weights"))) {
        assertEquals(1, left.count(), "older weights are deleted");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"VLLM", "SGLANG"})
  void oneOfTwoServersWithOlderWeightsEndsTheRun(Kind kind) {
    try (StandInServer well = server(kind);
        StandInServer older = server(kind);
        ServedPolicy served = served(kind, List.of(well, older))) {
      greedy(served);
      older.stale = true;
      move();
      served.weightsChanged();
      EngineFailure e = assertThrows(EngineFailure.class, () -> greedy(served));
      assertTrue(e.getMessage().contains(older.url()), e.getMessage());
      assertFalse(e.getMessage().contains(well.url()), e.getMessage());
    }
  }

  @Test
  void aVllmServerThatTakesNoWeightsGoesOnAndIsTold() {
    try (StandInServer server = server(Kind.VLLM);
        ServedPolicy served = served(Kind.VLLM, List.of(server))) {
      server.wholes = Optional.empty();
      EngineFailure e = assertThrows(EngineFailure.class, () -> greedy(served));
      assertTrue(
          e.getMessage().contains("/pause?mode=wait answers with status 404: Not Found"),
          e.getMessage());
      assertTrue(e.getMessage().endsWith("(docs/engines.md)"), e.getMessage());
    }
  }

  /** It would draw with the weights that it began with, and nobody would be told. */
  @Test
  void anSglangServerThatBeganAgainIsNoticedByItsAnswers() {
    try (StandInServer server = server(Kind.SGLANG);
        ServedPolicy served = served(Kind.SGLANG, List.of(server))) {
      greedy(served);
      server.restart();
      EngineFailure e = assertThrows(EngineFailure.class, () -> greedy(served));
      assertTrue(
          e.getMessage().contains("it has the weights \"default\", must have policy-"),
          e.getMessage());
    }
  }

  private StandInServer server(Kind kind) {
    NDManager own = manager.newSubManager();
    StandInServer server =
        new StandInServer(
            kind, policy.model().frozen(own), new HashSet<>(policy.tokenizer().endIds()), own);
    server.wholes = Optional.of(whole -> policy.model().frozen(whole, own));
    return server;
  }

  private ServedPolicy served(Kind kind, List<StandInServer> servers) {
    ModelConfig config = policy.model().config();
    RemoteSettings settings =
        RemoteSettings.of(
            kind,
            servers.stream().map(StandInServer::url).toList(),
            kind == Kind.VLLM ? StandInServer.MODEL : "");
    RemoteSettings.Retries quick =
        new RemoteSettings.Retries(3, Duration.ofMillis(1), Duration.ofMillis(2));
    RemoteEngine engine =
        RemoteEngine.open(
            settings.with(quick, Duration.ofMinutes(1)),
            new RemoteEngine.Model(
                policy.tokenizer().endIds(), config.maxPositions(), config.vocab()));
    return new ServedPolicy(
        new WholeTransfer(engine, policy, folder.resolve("weights"), "policy"),
        new RowLogprobs(policy.model(), 4096, PassMemory.DEFAULT, manager),
        new ServedPolicy.Probe(1e-3, new int[] {5, 9, 40}));
  }

  /** What an optimizer does: changes the tensors where they are. */
  private void move() {
    for (NDArray tensor : policy.model().trainable().values()) {
      tensor.addi(0.05f);
    }
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
}
