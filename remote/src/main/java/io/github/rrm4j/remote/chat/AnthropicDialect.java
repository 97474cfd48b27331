package io.github.rrm4j.remote.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.model.ChatTemplate.Message;
import io.github.rrm4j.remote.BadAnswer;
import io.github.rrm4j.remote.chat.ChatResult.Answer;
import io.github.rrm4j.remote.chat.ChatResult.Failed;
import io.github.rrm4j.remote.chat.ChatResult.Usage;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Anthropic's messages. The reasoning is in blocks of the type {@code thinking}. There is no seed,
 * and no count of the tokens of reasoning.
 *
 * <p>Source: docs.anthropic.com/en/api/messages, version 2023-06-01.
 */
final class AnthropicDialect implements ChatDialect {

  @Override
  public String path() {
    return "/messages";
  }

  @Override
  public Map<String, String> headers(Optional<String> key) {
    Map<String, String> headers = new HashMap<>(Map.of("anthropic-version", "2023-06-01"));
    key.ifPresent(secret -> headers.put("x-api-key", secret));
    return headers;
  }

  @Override
  public ObjectNode body(String model, ChatRequest request) {
    ObjectNode body = Json.object().put("model", model).put("max_tokens", request.maxTokens());
    String system =
        request.messages().stream()
            .filter(message -> message.role().equals("system"))
            .map(Message::content)
            .collect(Collectors.joining("\n\n"));
    if (!system.isEmpty()) {
      body.put("system", system);
    }
    ArrayNode messages = body.putArray("messages");
    request.messages().stream()
        .filter(message -> !message.role().equals("system"))
        .forEach(
            message ->
                messages.addObject().put("role", message.role()).put("content", message.content()));
    request.temperature().ifPresent(t -> body.put("temperature", t));
    request.topP().ifPresent(p -> body.put("top_p", p));
    return body;
  }

  @Override
  public ChatResult read(JsonNode answer) throws BadAnswer {
    if (!answer.path("content").isArray()) {
      throw new BadAnswer("the answer has no content, but " + OneLine.of(answer));
    }
    String stop = answer.path("stop_reason").asText("");
    if (stop.equals("refusal")) {
      return new Failed(Failed.REFUSAL, "the model refuses (stop_reason refusal)");
    }
    boolean cut = stop.equals("max_tokens") || stop.equals("model_context_window_exceeded");
    if (!cut && !stop.equals("end_turn") && !stop.equals("stop_sequence")) {
      throw new BadAnswer(
          "stop_reason is "
              + OneLine.of(answer.path("stop_reason"))
              + ", must be end_turn or max_tokens");
    }
    JsonNode usage = answer.path("usage");
    int cached = ChatDialect.count(usage, "/cache_read_input_tokens");
    int written = ChatDialect.count(usage, "/cache_creation_input_tokens");
    return new Answer(
        texts(answer.path("content"), "text", "text"),
        texts(answer.path("content"), "thinking", "thinking"),
        cut,
        new Usage(
            ChatDialect.count(usage, "/input_tokens") + cached + written,
            cached,
            ChatDialect.count(usage, "/output_tokens"),
            OptionalInt.empty()));
  }

  private static String texts(JsonNode content, String type, String field) {
    StringBuilder all = new StringBuilder();
    for (JsonNode block : content) {
      if (block.path("type").asText().equals(type)) {
        all.append(block.path(field).asText());
      }
    }
    return all.toString();
  }
}
