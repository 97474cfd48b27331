package io.github.rrm4j.judging;

import static io.github.rrm4j.config.Rule.atLeast;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.config.BaseConfig;
import io.github.rrm4j.config.ConfigReader;
import io.github.rrm4j.config.ConfigTree;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.Word;
import io.github.rrm4j.remote.RemoteSettings;
import io.github.rrm4j.remote.chat.ChatSettings;
import io.github.rrm4j.remote.chat.ChatSettings.Api;
import io.github.rrm4j.remote.chat.ChatSettings.Calling;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A model behind an API that speaks text, in the place of a model folder.
 *
 * @param chat who answers, and how it is called
 * @param prices a file of {@link Prices}; empty where nothing is counted in dollars
 */
public record ApiSpec(ChatSettings chat, Optional<Path> prices) {

  /** A model that is called in the usual way. */
  public static ApiSpec of(Api api, String base, String model) {
    return new ApiSpec(ChatSettings.of(api, base, model).with(usual()), Optional.empty());
  }

  /** How calls are made where nothing else is said. */
  public static Calling usual() {
    ConfigReader c =
        ConfigTree.defaults(BaseConfig.fromClasspath(JudgeSpec.DEFAULTS), List.of()).reader();
    return calling(c.section("judge").section("api"));
  }

  private static Calling calling(ConfigReader c) {
    return new Calling(
        c.count("concurrency", atLeast(1)),
        Calling.USUAL.retries().attempts(c.count("attempts", atLeast(1))),
        Duration.ofSeconds(c.count("timeout", atLeast(1))),
        c.count("requests_per_minute", atLeast(0)),
        c.count("tokens_per_minute", atLeast(0)));
  }

  /** Reads the keys of an API; empty where none is named. Problems are collected by the reader. */
  static Optional<ApiSpec> read(ConfigReader c) {
    Optional<Api> kind = c.optionalChoice("kind", Api.class);
    Optional<String> url = c.optionalText("url");
    Optional<String> model = c.optionalText("model");
    Optional<String> key = c.optionalText("key_env");
    Optional<Path> prices = c.optionalText("prices").map(Path::of);
    Optional<String> extra = c.optionalText("extra");
    Calling calling = calling(c);
    c.problemIf(
        kind.isPresent() && model.isEmpty(), "model", "is not set, must be the name of the model");
    if (kind.isEmpty() || model.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new ApiSpec(
              new ChatSettings(
                  kind.get(), base(kind.get(), url), model.get(), key, calling, extra(extra)),
              prices));
    } catch (InvalidInput e) {
      c.problem("url", e.getMessage());
      return Optional.empty();
    }
  }

  /** An address, or that of who made the API. */
  public static URI base(Api api, Optional<String> url) {
    return url.map(RemoteSettings::url).orElse(api.usual());
  }

  /**
   * Fields that are sent beside ours.
   *
   * @param json an object
   * @throws InvalidInput if it is none
   */
  public static ObjectNode extra(Optional<String> json) {
    try {
      if (Json.parse(json.orElse("{}")) instanceof ObjectNode fields) {
        return fields;
      }
    } catch (JsonProcessingException e) {
      throw new InvalidInput("api.extra: is not JSON: " + Json.reason(e), e);
    }
    throw new InvalidInput("api.extra: is no JSON object, must be one; correct it");
  }

  /** Which model that is, in words. */
  public String described() {
    return chat.model() + " by " + Word.of(chat.api()) + " at " + chat.base();
  }

  /** Puts down what decides its answers, which it does alone where it is not told. */
  ObjectNode describe(JudgeSpec spec, JudgeSettings settings) {
    ObjectNode described =
        describe(Json.object(), "model").put("template", settings.template().text());
    spec.sampling().temperature().ifPresent(t -> described.put("temperature", t));
    return described
        .put("top_p", spec.sampling().candidates().topP())
        .put("max_new_tokens", settings.sampling().maxNewTokens())
        .put("seed", spec.seed())
        .put("overlong", Word.of(spec.overlong()));
  }

  /** Puts down which model that is. */
  ObjectNode describe(ObjectNode settings, String key) {
    settings.put(key, described());
    if (!chat.extra().isEmpty()) {
      settings.set(key + "_extra", chat.extra());
    }
    return settings;
  }
}
