package io.github.rrm4j.remote.chat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.InvalidInput;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.remote.RemoteSettings;
import io.github.rrm4j.remote.RemoteSettings.Retries;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;

/**
 * Who answers messages, and how it is called.
 *
 * @param api what it speaks
 * @param base its address, such as {@code https://api.openai.com/v1}
 * @param model the name that it knows the model by
 * @param keyVariable the environment variable with the key; the key itself is nowhere written or
 *     logged
 * @param calling how often and how late it is called
 * @param extra fields that are sent beside ours, such as {@code reasoning_effort}
 */
public record ChatSettings(
    Api api,
    URI base,
    String model,
    Optional<String> keyVariable,
    Calling calling,
    ObjectNode extra) {

  /** What is spoken. */
  public enum Api {
    /** OpenAI's chat completions, which most servers speak too. */
    OPENAI("https://api.openai.com/v1"),
    /** Anthropic's messages. */
    ANTHROPIC("https://api.anthropic.com/v1");

    private final URI usual;

    Api(String usual) {
      this.usual = URI.create(usual);
    }

    /** The address of who made it. */
    public URI usual() {
      return usual;
    }
  }

  /**
   * How often and how late calls are made.
   *
   * @param concurrency most calls in flight
   * @param retries of a call that failed
   * @param timeout of one call, the generation included
   * @param requestsPerMinute most calls that begin in a minute, failed ones too; 0 for any number
   * @param tokensPerMinute most tokens of questions and answers in a minute; 0 for any number
   */
  public record Calling(
      int concurrency,
      Retries retries,
      Duration timeout,
      int requestsPerMinute,
      int tokensPerMinute) {

    /** Six attempts, waits of at most a minute. */
    public static final Calling USUAL =
        new Calling(
            16,
            new Retries(6, Duration.ofSeconds(1), Duration.ofMinutes(1)),
            Duration.ofMinutes(10),
            0,
            0);

    /**
     * @throws InvalidInput if a number is out of its range
     */
    public Calling {
      if (concurrency < 1
          || retries.attempts() < 1
          || timeout.toMillis() < 1
          || requestsPerMinute < 0
          || tokensPerMinute < 0) {
        throw InvalidInput.of(
            "chat: %d calls in flight, %d attempts, a timeout of %d ms, %d requests and %d tokens per minute; must be at least 1, 1, 1, 0 and 0",
            concurrency,
            retries.attempts(),
            timeout.toMillis(),
            requestsPerMinute,
            tokensPerMinute);
      }
    }
  }

  /**
   * @throws InvalidInput if the model has no name or the address has a query
   */
  public ChatSettings {
    if (model.isBlank()) {
      throw new InvalidInput(
          "chat: the model has no name, must be the one that the server knows it by; add --model NAME");
    }
    if (base.getRawQuery() != null || base.getRawFragment() != null) {
      throw new InvalidInput(
          "chat: the address has more than a path, must be https://HOST/PATH; leave out what follows");
    }
  }

  /** An address that is called in the usual way. */
  public static ChatSettings of(Api api, String base, String model) {
    return new ChatSettings(
        api, RemoteSettings.url(base), model, Optional.empty(), Calling.USUAL, Json.object());
  }

  /** The same with a key from an environment variable. */
  public ChatSettings withKeyFrom(String variable) {
    return new ChatSettings(api, base, model, Optional.of(variable), calling, extra);
  }

  /** The same, called in another way. */
  public ChatSettings with(Calling other) {
    return new ChatSettings(api, base, model, keyVariable, other, extra);
  }

  /** The same with other fields beside ours. */
  public ChatSettings with(ObjectNode fields) {
    return new ChatSettings(api, base, model, keyVariable, calling, fields);
  }
}
