package io.github.rrm4j.cli.option;

import io.github.rrm4j.judging.ModelSpec;
import io.github.rrm4j.model.ComputeType;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options by which a command opens a model that it names in words of its own. */
public final class DeviceOption {

  @Option(
      names = "--adapter",
      paramLabel = "DIR",
      description = "A PEFT adapter to put on the model, or a run that trained one.")
  private Optional<Path> adapter = Optional.empty();

  @Option(
      names = "--compute",
      defaultValue = "${bundle:judge.compute}",
      paramLabel = "TYPE",
      description =
          "fp32, bf16, or auto: bf16 on a GPU, fp32 on the CPU; default: ${DEFAULT-VALUE}.")
  private ComputeType compute;

  @Option(
      names = "--device",
      defaultValue = "${bundle:judge.device}",
      description = "auto, cpu or cuda:N; default: ${DEFAULT-VALUE}.")
  private String device;

  @Mixin private EngineOption engine;

  /**
   * The model of a folder.
   *
   * @param folder empty where none is named
   */
  public ModelSpec spec(Optional<Path> folder) {
    return new ModelSpec(folder, adapter, compute, device, engine.settings());
  }
}
