package io.github.rrm4j.cli.option;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.judging.scalar.ScalarJudge;
import io.github.rrm4j.model.ComputeType;
import io.github.rrm4j.model.Devices;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource.SavedAdapter;
import io.github.rrm4j.model.ModelSource;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options by which a command opens a model. */
public final class ModelOption {

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "A model folder or a checkpoint (runs/NAME/checkpoints/latest).")
  private Optional<Path> folder = Optional.empty();

  @Option(
      names = "--adapter",
      paramLabel = "DIR",
      description = "A PEFT adapter to put on the model.")
  private Optional<Path> adapter = Optional.empty();

  @Option(
      names = "--compute",
      defaultValue = "auto",
      paramLabel = "TYPE",
      description = "fp32, bf16, or auto: bf16 on a GPU, fp32 on the CPU.")
  private ComputeType compute;

  @Option(names = "--device", defaultValue = "auto", description = "auto, cpu or cuda:N.")
  private String device;

  /** A model that is open, and the manager that owns its weights. */
  public record Opened(NDManager manager, ModelFolder folder) implements AutoCloseable {

    @Override
    public void close() {
      folder.close();
      manager.close();
    }
  }

  private Path folder() {
    return folder.orElseThrow(
        () ->
            new InvalidInput(
                "--model is missing, must be a model folder or a checkpoint (runs/NAME/checkpoints/latest); add it"));
  }

  /** Where the settings of a judge may stand: in the adapter's folder, else in the model's. */
  Path settingsFolder() {
    return adapter.orElseGet(this::folder);
  }

  /** Which model that is, in words. */
  public String described() {
    return folder().toAbsolutePath().normalize()
        + adapter.map(path -> " with " + path.toAbsolutePath().normalize()).orElse("")
        + " in "
        + Word.of(compute)
        + " on "
        + device;
  }

  /** A scalar reward model that is open, and the manager that owns its weights. */
  public record OpenedScalar(NDManager manager, ScalarJudge judge) implements AutoCloseable {

    @Override
    public void close() {
      judge.close();
      manager.close();
    }
  }

  /** Takes the model of a folder that a command names in words of its own. */
  public void at(Path named) {
    folder = Optional.of(named);
  }

  /** Opens the model that the options name; whoever calls closes it. */
  public Opened open() {
    return open(source());
  }

  /** Another model, of the same type and on the same device. */
  public Opened open(Path model) {
    return open(ModelSource.of(model).in(compute));
  }

  private Opened open(ModelSource source) {
    Device on = Devices.open(device, 0);
    NDManager manager = NDManager.newBaseManager(on, "PyTorch");
    return new Opened(manager, ModelFolder.open(source, on, manager));
  }

  /**
   * Opens the model as a scalar reward model, which it must be.
   *
   * @param tokenBudget most positions that are computed together
   */
  OpenedScalar openScalar(int tokenBudget) {
    ModelSource source = source();
    NDManager manager = NDManager.newBaseManager(Devices.open(device, 0), "PyTorch");
    return new OpenedScalar(manager, ScalarJudge.open(source, tokenBudget, manager));
  }

  private ModelSource source() {
    ModelSource plain = ModelSource.of(folder()).in(compute);
    return adapter.map(SavedAdapter::new).map(plain::with).orElse(plain);
  }
}
