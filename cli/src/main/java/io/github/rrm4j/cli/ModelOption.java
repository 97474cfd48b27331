package io.github.rrm4j.cli;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.model.ModelFolder;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** The options by which a command opens a model. */
final class ModelOption {

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "A model folder or a checkpoint (runs/NAME/checkpoints/latest).")
  private Path folder;

  @Option(names = "--device", defaultValue = "auto", description = "auto, cpu or cuda:N.")
  private String device;

  /** A model that is open, and the manager that owns its weights. */
  record Opened(NDManager manager, ModelFolder folder) implements AutoCloseable {

    @Override
    public void close() {
      folder.close();
      manager.close();
    }
  }

  /** The folder that was named. */
  Path folder() {
    return folder;
  }

  Opened open() {
    Device on = Devices.open(device, 0);
    NDManager manager = NDManager.newBaseManager(on, "PyTorch");
    return new Opened(manager, ModelFolder.open(folder, on, manager));
  }
}
