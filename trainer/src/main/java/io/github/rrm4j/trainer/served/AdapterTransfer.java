package io.github.rrm4j.trainer.served;

import io.github.rrm4j.checkpoints.PeftAdapter;
import io.github.rrm4j.checkpoints.SafetensorsWriter;
import io.github.rrm4j.contracts.DiskError;
import io.github.rrm4j.model.LoraAdapter;
import io.github.rrm4j.remote.RemoteEngine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/**
 * An adapter, which servers with its base load under a new name for each version. So calls of
 * several versions may be open at once.
 *
 * @param base the folder of the model that the adapter is on
 * @param folder that the servers see under the same path
 * @param prefix what adapters are called before their digest
 */
public record AdapterTransfer(
    RemoteEngine engine, LoraAdapter adapter, Path base, Path folder, String prefix)
    implements WeightTransfer {

  private static final Logger LOG = LogManager.getLogger(AdapterTransfer.class);

  @Override
  public Version write() {
    Path draft = folder.resolve(".tmp-adapter");
    try {
      Files.createDirectories(draft);
      adapter.settings().on(base).write(draft);
      SafetensorsWriter.write(
          draft.resolve(PeftAdapter.WEIGHTS), adapter.toWrite(), Map.of("format", "pt"));
      return Version.settled(draft, PeftAdapter.WEIGHTS, prefix);
    } catch (IOException e) {
      throw new UncheckedIOException(DiskError.at(folder, e));
    }
  }

  @Override
  public void serve(Version version) {
    engine.use(version.name(), version.place());
  }

  @Override
  public void forget(Version version) {
    engine
        .forget(version.name())
        .ifPresent(refused -> LOG.warn("{} stays loaded: {}", version.name(), refused));
    version.delete();
  }

  @Override
  public boolean exclusive() {
    return false;
  }

  @Override
  public void close() {
    engine.close();
  }
}
