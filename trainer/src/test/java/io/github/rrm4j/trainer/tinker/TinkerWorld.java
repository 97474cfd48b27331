package io.github.rrm4j.trainer.tinker;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.contracts.Key;
import io.github.rrm4j.miniature.MiniatureModelFolder;
import io.github.rrm4j.model.ModelConfig;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource;
import io.github.rrm4j.model.ModelSource.NewAdapter;
import io.github.rrm4j.model.TokenSequence;
import io.github.rrm4j.remote.RemoteEngine;
import io.github.rrm4j.remote.RemoteSettings;
import io.github.rrm4j.remote.RemoteSettings.Retries;
import io.github.rrm4j.remote.TinkerService;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A base model with random weights, and a service that trains adapters of it. */
final class TinkerWorld implements AutoCloseable {

  static final int RANK = 4;
  static final int SEED = 5;

  final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");
  final Path base;
  final TinkerDouble server;

  TinkerWorld(Path folder) {
    base = folder.resolve("base");
    MiniatureModelFolder.write(base);
    ModelSource random = ModelSource.of(base).initialised(Key.of(1, "initialisation"));
    try (ModelFolder written = ModelFolder.open(random, Device.cpu(), manager)) {
      written.write(base);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server = new TinkerDouble(base, folder.resolve("saves"));
  }

  /** The adapter that the service begins with, in this process. */
  ModelFolder local() {
    PeftAdapter settings = new PeftAdapter(RANK, 32, ModelConfig.LINEAR_MAPS, Optional.empty());
    return ModelFolder.open(
        ModelSource.of(base).with(new NewAdapter(settings, Key.of(SEED, "adapter"))).forTraining(),
        Device.cpu(),
        manager);
  }

  TinkerService.Settings settings() {
    return new TinkerService.Settings(
        RemoteSettings.url(server.url()),
        Optional.empty(),
        4,
        Duration.ofSeconds(20),
        new Retries(3, Duration.ofMillis(5), Duration.ofMillis(20)));
  }

  TinkerService service() {
    return TinkerService.open(settings(), Optional.empty());
  }

  RemoteEngine.Model model(ModelFolder folder) {
    return RemoteEngine.Model.of(folder.tokenizer(), folder.model().config());
  }

  /** Sequences of random tokens. */
  static List<TokenSequence> rows(int count) {
    List<TokenSequence> rows = new ArrayList<>();
    for (int r = 0; r < count; r++) {
      Key key = Key.of(r, "rows");
      rows.add(
          new TokenSequence(
              tokens(2 + key.below(0, 6), key.with("p")),
              tokens(1 + key.below(1, 9), key.with("c"))));
    }
    return rows;
  }

  private static int[] tokens(int count, Key key) {
    int[] tokens = new int[count];
    for (int i = 0; i < count; i++) {
      tokens[i] = key.below(i, 60);
    }
    return tokens;
  }

  @Override
  public void close() {
    server.close();
    manager.close();
  }
}
