package io.github.rrm4j.trainer.served;

import io.github.rrm4j.checkpoints.DType;
import io.github.rrm4j.checkpoints.FileDigest;
import io.github.rrm4j.checkpoints.WeightShards;
import io.github.rrm4j.contracts.DiskError;
import io.github.rrm4j.contracts.Folders;
import io.github.rrm4j.model.ModelCard;
import io.github.rrm4j.model.ModelExport;
import io.github.rrm4j.model.ModelExport.Form;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.gguf.GgufExport;
import io.github.rrm4j.model.gguf.GgufType;
import io.github.rrm4j.remote.RemoteEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * All weights in a GGUF file, an adapter added to its base, for servers that this process starts
 * anew on each version.
 */
public final class RestartTransfer implements WeightTransfer {

  private final ModelFolder model;
  private final Path folder;
  private final String prefix;
  private final List<ServerProcess> servers;
  private final Supplier<RemoteEngine> opened;
  private final ShutdownStop hook;
  private Optional<RemoteEngine> engine = Optional.empty();
  private Optional<Version> served = Optional.empty();

  /**
   * @param folder of the files
   * @param prefix what weights are called before their digest
   * @param opened what calls the servers, once they are there
   * @param stopAsked whether the end of this process was asked for, and somebody sees to it that
   *     this is closed
   */
  public RestartTransfer(
      ModelFolder model,
      Path folder,
      String prefix,
      List<ServerProcess> servers,
      Supplier<RemoteEngine> opened,
      BooleanSupplier stopAsked) {
    this.model = model;
    this.folder = folder;
    this.prefix = prefix;
    this.servers = List.copyOf(servers);
    this.opened = opened;
    this.hook = new ShutdownStop(stopAsked, this.servers);
  }

  @Override
  public Version write() {
    Path draft = folder.resolve(".tmp-weights");
    Path merged = folder.resolve(".tmp-merged");
    Path file = folder.resolve(".tmp-weights.gguf");
    try {
      Folders.delete(draft);
      Folders.delete(merged);
      Files.createDirectories(draft);
      model.write(draft);
      Path whole = draft;
      if (model.model().adapter().isPresent()) {
        new ModelExport(draft, Form.MERGED, Optional.of(DType.F32), WeightShards.USUAL_BYTES)
            .write(merged, ModelCard.of(prefix));
        whole = merged;
      }
      new GgufExport(whole, GgufType.F32).write(file, prefix);
      String name = Version.name(prefix, FileDigest.of(file).sha256());
      Path place = folder.resolve(name + ".gguf");
      Files.move(file, place, StandardCopyOption.ATOMIC_MOVE);
      Folders.delete(draft);
      Folders.delete(merged);
      return new Version(name, place);
    } catch (IOException e) {
      throw new UncheckedIOException(DiskError.at(folder, e));
    }
  }

  @Override
  public void serve(Version version) {
    servers.forEach(ServerProcess::stop);
    for (ServerProcess server : servers) {
      server.start(version.place());
    }
    servers.forEach(ServerProcess::awaitReady);
    served = Optional.of(version);
    if (engine.isEmpty()) {
      engine = Optional.of(opened.get());
    }
    engine.get().restarted(version.name());
  }

  @Override
  public void forget(Version version) {
    version.delete();
  }

  @Override
  public boolean exclusive() {
    return true;
  }

  @Override
  public RemoteEngine engine() {
    return engine.orElseThrow();
  }

  @Override
  public Optional<String> trouble() {
    return servers.stream().map(ServerProcess::trouble).flatMap(Optional::stream).findFirst();
  }

  @Override
  public void close() {
    engine.ifPresent(RemoteEngine::close);
    servers.forEach(ServerProcess::stop);
    hook.close();
    served.ifPresent(this::forget);
  }
}
