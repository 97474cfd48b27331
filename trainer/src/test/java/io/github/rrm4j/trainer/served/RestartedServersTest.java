package io.github.rrm4j.trainer.served;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.checkpoints.DType;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.checkpoints.WeightShards;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.model.ModelCard;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.ModelExport;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
import io.github.rrm4j.model.ModelSource.NewAdapter;
import io.github.rrm4j.model.PassMemory;
import io.github.rrm4j.model.RowLogprobs;
import io.github.rrm4j.model.gguf.GgufExport;
import io.github.rrm4j.model.gguf.GgufType;
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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** Servers that are started anew on each version of the weights. */
class RestartedServersTest {

  @TempDir private Path folder;
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  private ModelFolder policy;
  private StandInServer standIn;
  private int port;

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
    NDManager own = manager.newSubManager();
    standIn =
        new StandInServer(
            Kind.LLAMA_CPP, policy.model(), new HashSet<>(policy.tokenizer().endIds()), own);
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
  }

  @AfterEach
  void close() {
    standIn.close();
    policy.close();
    manager.close();
  }

  @Test
  void eachVersionHasItsProcessAndItsFile() throws IOException {
    long first;
    try (ServedPolicy served = served(List.of())) {
      RolloutEngine here = new LocalEngine(policy.model(), policy.tokenizer()::isEnd, 8, manager);
      assertSame(greedy(here), greedy(served));
      first = pid();
      Path exported = exported();
      assertEquals(-1, Files.mismatch(exported, only("weights")), "the adapter is merged");
      move();
      served.weightsChanged();
      assertSame(greedy(here), greedy(served));
      assertNotEquals(first, pid());
      assertFalse(alive(first));
      assertNotEquals(-1, Files.mismatch(exported, only("weights")));
      first = pid();
    }
    assertFalse(alive(first), "no process is left");
    assertEquals(List.of("server-" + port + ".log"), names("servers"));
    assertEquals(List.of(), names("weights"));
  }

  @Test
  void aProcessThatEndsEarlyIsToldWithItsLastWords() {
    try (ServedPolicy served = served(List.of("no space for the cache"))) {
      EngineFailure e = assertThrows(EngineFailure.class, served::prepare);
      assertTrue(
          e.getMessage()
              .startsWith("http://127.0.0.1:" + port + ": the server ended with exit code 7"),
          e.getMessage());
      assertTrue(
          e.getMessage().contains("bytes | error: no space for the cache; see "), e.getMessage());
    }
  }

  @Test
  void aProcessThatIsNeverReadyIsEnded() {
    try (ServedPolicy served = forwarding(List.of("hang"), Duration.ofSeconds(2))) {
      EngineFailure e = assertThrows(EngineFailure.class, served::prepare);
      assertTrue(e.getMessage().contains("is not ready after 2 seconds"), e.getMessage());
      assertTrue(e.getMessage().contains("error: hang; see "), e.getMessage());
    }
  }

  @Test
  void aProcessThatIsKilledIsToldInThePlaceOfTheRefusedCalls() throws IOException {
    try (ServedPolicy served = served(List.of())) {
      greedy(served);
      ProcessHandle.of(pid()).orElseThrow().destroyForcibly();
      ProcessHandle.of(pid()).ifPresent(handle -> handle.onExit().join());
      EngineFailure e = assertThrows(EngineFailure.class, () -> greedy(served));
      assertTrue(e.getMessage().contains("the server ended with exit code 137"), e.getMessage());
    }
  }

  @Test
  void aPortThatIsTakenIsToldBeforeAnythingStarts() throws IOException {
    try (ServerSocket other = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        ServedPolicy served = served(List.of())) {
      InvalidInput e = assertThrows(InvalidInput.class, served::prepare);
      assertTrue(
          e.getMessage().contains("something else listens at " + other.getLocalPort()),
          e.getMessage());
    }
  }

  @Test
  void theServerOfATrainerThatWasKilledIsEndedByTheNext() throws IOException {
    ServedPolicy killed = served(List.of());
    greedy(killed);
    long orphan = pid();
    try (ServedPolicy next = served(List.of())) {
      greedy(next);
      assertFalse(alive(orphan));
    }
    killed.close();
  }

  @Test
  void aProgramThatIsNotThereIsToldAsSuch() {
    ServerProcess process =
        new ServerProcess(
            List.of("no-such-server", "{model}", "{port}"),
            port,
            folder.resolve("servers"),
            Duration.ofSeconds(1));
    InvalidInput e = assertThrows(InvalidInput.class, () -> process.start(folder));
    assertEquals(
        "engine.server.command: 'no-such-server' is no program here, must be one; install it or give its path",
        e.getMessage());
  }

  /** A real one, with the adapter merged: {@code -Drrm.llamaServer=PROGRAM}. */
  @Test
  @EnabledIfSystemProperty(named = "rrm.llamaServer", matches = ".+")
  void aRealServerFollowsTheTraining() {
    List<String> command = new ArrayList<>();
    command.addAll(List.of(System.getProperty("rrm.llamaServer"), "-m", "{model}", "-fa", "off"));
    command.addAll(List.of("--port", "{port}", "-c", "2048", "-np", "4", "-t", "1"));
    command.addAll(List.of("--cache-type-k", "f32", "--cache-type-v", "f32"));
    try (ServedPolicy served = served(command, Duration.ofMinutes(1))) {
      RolloutEngine here = new LocalEngine(policy.model(), policy.tokenizer()::isEnd, 8, manager);
      for (int step = 0; step < 3; step++) {
        assertSame(greedy(here), greedy(served));
        for (NDArray tensor : policy.model().trainable().values()) {
          tensor.addi(0.01f);
        }
        served.weightsChanged();
      }
    }
  }

  private ServedPolicy served(List<String> more) {
    return forwarding(more, Duration.ofMinutes(1));
  }

  private ServedPolicy forwarding(List<String> more, Duration patience) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xshare:auto", "-cp", "target/test-classes"));
    command.addAll(List.of(ForwardingServer.class.getName(), "{model}", "{port}"));
    command.add(String.valueOf(URI.create(standIn.url()).getPort()));
    command.addAll(more);
    return served(command, patience);
  }

  private ServedPolicy served(List<String> command, Duration patience) {
    ServerProcess process = new ServerProcess(command, port, folder.resolve("servers"), patience);
    ModelConfig config = policy.model().config();
    RemoteSettings settings =
        RemoteSettings.of(Kind.LLAMA_CPP, List.of(process.url().toString()), "")
            .with(
                new RemoteSettings.Retries(3, Duration.ofMillis(50), Duration.ofMillis(100)),
                Duration.ofMinutes(1));
    return new ServedPolicy(
        new RestartTransfer(
            policy,
            folder.resolve("weights"),
            "policy",
            List.of(process),
            () ->
                RemoteEngine.open(
                    settings,
                    new RemoteEngine.Model(
                        policy.tokenizer().endIds(), config.maxPositions(), config.vocab())),
            () -> false),
        new RowLogprobs(policy.model(), 4096, PassMemory.DEFAULT, manager),
        new ServedPolicy.Probe(1e-3, new int[] {5, 9, 40}));
  }

  private Path exported() throws IOException {
    Path adapter = Files.createDirectories(folder.resolve("adapter"));
    policy.write(adapter);
    Path merged = folder.resolve("merged");
    new ModelExport(
            adapter, ModelExport.Form.MERGED, Optional.of(DType.F32), WeightShards.USUAL_BYTES)
        .write(merged, ModelCard.of("policy"));
    Path file = folder.resolve("exported.gguf");
    new GgufExport(merged, GgufType.F32).write(file, "policy");
    return file;
  }

  private long pid() throws IOException {
    return Long.parseLong(
        Files.readString(folder.resolve("servers/server-" + port + ".pid")).split(" ")[0]);
  }

  private static boolean alive(long pid) {
    return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
  }

  private List<String> names(String under) throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve(under))) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private Path only(String under) throws IOException {
    List<String> names = names(under);
    assertEquals(1, names.size(), names.toString());
    return folder.resolve(under).resolve(names.get(0));
  }

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
    return engine.generate(requests, 1, new Sampling(0, 16)).stream()
        .map(group -> group.get(0))
        .toList();
  }

  private static void assertSame(List<Rollout> expected, List<Rollout> actual) {
    for (int i = 0; i < expected.size(); i++) {
      assertArrayEquals(
          expected.get(i).sequence().completion(), actual.get(i).sequence().completion());
    }
  }
}
