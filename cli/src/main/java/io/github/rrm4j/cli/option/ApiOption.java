package io.github.rrm4j.cli.option;

import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.judging.ApiSpec;
import io.github.rrm4j.remote.chat.ChatSettings;
import io.github.rrm4j.remote.chat.ChatSettings.Api;
import io.github.rrm4j.remote.chat.ChatSettings.Calling;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options by which a judge is behind an API that speaks text. */
public final class ApiOption {

  @Option(
      names = "--base-url",
      paramLabel = "URL",
      description =
          "Address of the API, such as http://127.0.0.1:8080/v1; default: that of who made it.")
  private Optional<String> url = Optional.empty();

  @Option(
      names = "--api-key-env",
      paramLabel = "VARIABLE",
      description = "The environment variable with the API's key.")
  private Optional<String> key = Optional.empty();

  @Option(
      names = "--api-concurrency",
      defaultValue = "${bundle:judge.api.concurrency}",
      paramLabel = "N",
      description = "Most calls of the API in flight; default: ${DEFAULT-VALUE}.")
  private int concurrency;

  @Option(
      names = "--api-attempts",
      defaultValue = "${bundle:judge.api.attempts}",
      paramLabel = "N",
      description = "Calls in all for one judgement; default: ${DEFAULT-VALUE}.")
  private int attempts;

  @Option(
      names = "--api-timeout",
      defaultValue = "${bundle:judge.api.timeout}",
      paramLabel = "SECONDS",
      description = "Longest call of the API; default: ${DEFAULT-VALUE}.")
  private int timeout;

  @Option(
      names = "--requests-per-minute",
      defaultValue = "${bundle:judge.api.requests_per_minute}",
      paramLabel = "N",
      description =
          "Most calls of the API that begin in a minute; default: ${DEFAULT-VALUE} (any number).")
  private int requestsPerMinute;

  @Option(
      names = "--tokens-per-minute",
      defaultValue = "${bundle:judge.api.tokens_per_minute}",
      paramLabel = "N",
      description =
          "Most tokens of questions and answers in a minute; default: ${DEFAULT-VALUE} (any number).")
  private int tokensPerMinute;

  @Option(
      names = "--prices",
      paramLabel = "FILE",
      description =
          "US dollars for a million tokens of each model, in YAML or JSON (configs/base/prices.yaml); without it no costs are told.")
  private Optional<Path> prices = Optional.empty();

  @Option(
      names = "--api-extra",
      paramLabel = "JSON",
      description =
          "An object whose fields are sent too, such as '{\"reasoning_effort\": \"high\"}'.")
  private Optional<String> extra = Optional.empty();

  /**
   * A model behind an API.
   *
   * @param api what it speaks
   * @param model its name there
   * @throws InvalidInput if it has none, the address is none, or a number is out of its range
   */
  ApiSpec spec(Api api, Optional<String> model) {
    InvalidInput.checkLeast("--api-concurrency", concurrency, 1);
    InvalidInput.checkLeast("--api-attempts", attempts, 1);
    InvalidInput.checkLeast("--api-timeout", timeout, 1);
    InvalidInput.checkLeast("--requests-per-minute", requestsPerMinute, 0);
    InvalidInput.checkLeast("--tokens-per-minute", tokensPerMinute, 0);
    ChatSettings.Calling usual = Calling.USUAL;
    return new ApiSpec(
        new ChatSettings(
            api,
            ApiSpec.base(api, url),
            model.orElse(""),
            key,
            new Calling(
                concurrency,
                usual.retries().attempts(attempts),
                Duration.ofSeconds(timeout),
                requestsPerMinute,
                tokensPerMinute),
            ApiSpec.extra(extra)),
        prices);
  }

  /**
   * Sees that nothing is given that is for an API alone.
   *
   * @throws InvalidInput if something is
   */
  void checkNone() {
    if (url.isPresent() || key.isPresent() || prices.isPresent() || extra.isPresent()) {
      throw new InvalidInput(
          "--base-url, --api-key-env, --prices and --api-extra are for a judge behind an API, must stand with --judge openai or --judge anthropic; add it, or leave them out");
    }
  }
}
