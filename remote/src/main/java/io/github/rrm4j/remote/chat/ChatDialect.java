package io.github.rrm4j.remote.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.remote.BadAnswer;
import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** What an API is sent and how its answers are read. */
interface ChatDialect {

  /** The path below the address. */
  String path();

  /** The headers of every call. */
  Map<String, String> headers(Optional<String> key);

  /** The body of a call. */
  ObjectNode body(String model, ChatRequest request);

  /**
   * Reads an answer.
   *
   * @throws BadAnswer if it is not whole
   */
  ChatResult read(JsonNode answer) throws BadAnswer;

  /** That of an API. */
  static ChatDialect of(ChatSettings.Api api) {
    return switch (api) {
      case OPENAI -> new OpenAiDialect();
      case ANTHROPIC -> new AnthropicDialect();
    };
  }

  /** An address with its version: {@code http://HOST} is taken as {@code http://HOST/v1}. */
  static URI versioned(URI base) {
    String path = base.getPath();
    return path == null || path.isEmpty() ? URI.create(base + "/v1") : base;
  }

  /** A count of tokens; 0 where it is missing. */
  static int count(JsonNode usage, String pointer) {
    return Math.max(0, usage.at(pointer).asInt(0));
  }
}
