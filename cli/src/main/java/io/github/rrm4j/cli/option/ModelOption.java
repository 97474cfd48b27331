package io.github.rrm4j.cli.option;

import io.github.rrm4j.judging.ModelSpec;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options by which a command opens a model. */
public final class ModelOption {

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "A run (its newest checkpoint), a checkpoint or another model folder.")
  private Optional<Path> folder = Optional.empty();

  @Mixin private DeviceOption device;

  public ModelSpec spec() {
    return device.spec(folder);
  }
}
