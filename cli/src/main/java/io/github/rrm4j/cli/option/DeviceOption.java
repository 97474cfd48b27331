package io.github.rrm4j.cli.option;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.judging.ModelSpec;
import io.github.rrm4j.model.ComputeType;
import io.github.rrm4j.remote.chat.ChatSettings.Api;
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
      completionCandidates = Choices.OfDevices.class,
      defaultValue = "${bundle:judge.device}",
      description = "auto, cpu or cuda:N; default: ${DEFAULT-VALUE}.")
  private String device;

  @Mixin private EngineOption engine;

  /**
   * Sees that nothing is given that is for a folder's model.
   *
   * @throws InvalidInput if something is
   */
  void checkNoFolder() {
    if (adapter.isPresent() || engine.settings().isPresent()) {
      throw new InvalidInput(
          "--adapter and --engine-url are for a model whose tokens are known here, must be left out with --judge openai or --judge anthropic");
    }
  }

  /**
   * A judge that is a folder or behind an API.
   *
   * @param judge a folder, {@code openai} or {@code anthropic}
   * @param api how an API is called
   * @param model its name there
   * @throws InvalidInput if options of the one are given for the other
   */
  public ModelSpec judge(String judge, ApiOption api, Optional<String> model) {
    Optional<Api> kind = Word.in(Api.class, judge);
    if (kind.isPresent()) {
      return spec(Optional.empty()).at(api.spec(kind.get(), model));
    }
    api.checkNone();
    if (model.isPresent()) {
      throw new InvalidInput(
          "--model is the name of a model behind an API, must stand with --judge openai or --judge anthropic; leave it out");
    }
    return spec(Optional.of(Path.of(judge)));
  }

  /**
   * The model of a folder.
   *
   * @param folder empty where none is named
   */
  public ModelSpec spec(Optional<Path> folder) {
    return new ModelSpec(folder, adapter, compute, device, engine.settings());
  }
}
