package io.github.rrm4j.trainer.served;

import io.github.rrm4j.checkpoints.FileDigest;
import io.github.rrm4j.contracts.DiskError;
import io.github.rrm4j.contracts.Folders;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.remote.RemoteEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

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
      String sha256 = FileDigest.of(draft.resolve("model.safetensors")).sha256();
      Path place = folder.resolve(Version.name(prefix, sha256));
      if (Files.exists(place)) {
        Folders.delete(draft);
      } else {
        Files.move(draft, place, StandardCopyOption.ATOMIC_MOVE);
      }
      return new Version(place.getFileName().toString(), place);
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
    try {
      Folders.delete(version.place());
    } catch (IOException e) {
      throw new UncheckedIOException(DiskError.at(version.place(), e));
    }
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
