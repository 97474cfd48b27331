package io.github.rrm4j.cli.option;

import io.github.rrm4j.judging.ModelSpec;
import io.github.rrm4j.remote.chat.ChatSettings.Api;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options by which a command opens a model. */
public final class ModelOption {

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description =
          "A run (its newest checkpoint), a checkpoint or another model folder; of a judge behind an API its name there.")
  private Optional<String> model = Optional.empty();

  @Mixin private DeviceOption device;

  public ModelSpec spec() {
    return device.spec(model.map(Path::of));
  }

  /**
   * A model behind an API, which has a name and no folder.
   *
   * @throws io.github.rrm4j.contracts.InvalidInput if an option is given that is for a folder
   */
  ModelSpec spec(ApiOption api, Api kind) {
    device.checkNoFolder();
    return device.spec(Optional.empty()).at(api.spec(kind, model));
  }
}
