package io.github.rrm4j.cli.option;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.judging.ModelSpec;
import io.github.rrm4j.judging.scalar.ScalarJudge;
import io.github.rrm4j.model.ComputeType;
import io.github.rrm4j.model.Devices;
import io.github.rrm4j.model.ModelFolder;
import io.github.rrm4j.model.ModelSource.SavedAdapter;
import io.github.rrm4j.model.ModelSource;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options by which a command opens a model. */
public final class ModelOption {

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "A model folder or a checkpoint (runs/NAME/checkpoints/latest).")
  private Optional<Path> folder = Optional.empty();

  @Mixin private DeviceOption device;

  /** The model that is named, if one is. */
  public ModelSpec spec() {
    return device.spec(folder);
  }
}
