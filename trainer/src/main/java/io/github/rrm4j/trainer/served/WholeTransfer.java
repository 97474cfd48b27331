package io.github.rrm4j.trainer.served;

import io.github.rrm4j.contracts.DiskError;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.remote.RemoteEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * All weights, in a folder that servers read again while they run.
 *
 * @param folder that the servers see under the same path
 * @param prefix what weights are called before their digest
 */
public record WholeTransfer(RemoteEngine engine, ModelFolder model, Path folder, String prefix)
    implements WeightTransfer {

  @Override
  public Version write() {
    Path draft = folder.resolve(".tmp-weights");
    try {
      Files.createDirectories(draft);
      model.write(draft);
      return Version.settled(draft, "model.safetensors", prefix);
    } catch (IOException e) {
      throw new UncheckedIOException(DiskError.at(folder, e));
    }
  }

  @Override
  public void serve(Version version) {
    engine.reload(version.name(), version.place());
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
  public void close() {
    engine.close();
  }
}
