package io.github.rrm4j.cli.option;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.remote.RemoteSettings;
import io.github.rrm4j.remote.RemoteSettings.Kind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options by which the weights of a model are at servers. */
public final class EngineOption {

  @Option(
      names = "--engine-url",
      split = ",",
      paramLabel = "URL",
      description =
          "Servers that have the model's weights, such as http://127.0.0.1:8000; --model then needs only tokenizer, chat template and config.json.")
  private List<String> urls = List.of();

  @Option(
      names = "--engine",
      defaultValue = "vllm",
      paramLabel = "KIND",
      description = "What the servers are: vllm, sglang or llama_cpp; default: ${DEFAULT-VALUE}.")
  private Kind kind;

  @Option(
      names = "--engine-model",
      defaultValue = "",
      paramLabel = "NAME",
      description = "The name that the servers know the model by; vLLM needs it.")
  private String model;

  @Option(
      names = "--engine-key-env",
      paramLabel = "VARIABLE",
      description = "The environment variable with the servers' key.")
  private Optional<String> key = Optional.empty();

  @Option(
      names = "--engine-concurrency",
      defaultValue = "64",
      paramLabel = "N",
      description = "Most calls in flight at each server; default: ${DEFAULT-VALUE}.")
  private int concurrency;

  @Option(
      names = "--engine-timeout",
      defaultValue = "1200",
      paramLabel = "SECONDS",
      description = "Longest call; default: ${DEFAULT-VALUE}.")
  private int timeout;

  /**
   * The servers; empty where none are named.
   *
   * @throws InvalidInput if an address is none, a number is out of its range, or vLLM's model has
   *     no name
   */
  Optional<RemoteSettings> settings() {
    if (urls.isEmpty()) {
      return Optional.empty();
    }
    InvalidInput.checkLeast("--engine-concurrency", concurrency, 1);
    InvalidInput.checkLeast("--engine-timeout", timeout, 1);
    if (kind == Kind.VLLM && model.isEmpty()) {
      throw new InvalidInput(
          "--engine-model is missing, must be the name that vLLM serves the model by; add it");
    }
    return Optional.of(
        new RemoteSettings(
            kind,
            urls.stream().map(RemoteSettings::url).toList(),
            model,
            concurrency,
            RemoteSettings.Retries.USUAL,
            Duration.ofSeconds(timeout),
            key));
  }
}
