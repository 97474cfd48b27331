package io.github.rrm4j.remote.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.remote.BadAnswer;
import io.github.rrm4j.remote.chat.ChatResult.Answer;
import io.github.rrm4j.remote.chat.ChatResult.Failed;
import io.github.rrm4j.remote.chat.ChatResult.Usage;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * OpenAI's chat completions, as vLLM, SGLang, llama.cpp, DeepSeek and most providers speak them.
 *
 * <p>Source: platform.openai.com/docs/api-reference/chat. The reasoning is in {@code
 * reasoning_content} (DeepSeek, vLLM, llama.cpp) or {@code reasoning} (OpenRouter, newer vLLM).
 */
final class OpenAiDialect implements ChatDialect {

  /** The older name of the limit, which every server knows; OpenAI's own new models refuse it. */
  static final String LIMIT = "max_tokens";

  /** Its newer name. */
  static final String NEWER_LIMIT = "max_completion_tokens";

  private volatile String limit = LIMIT;

  /** From now on sends the limit under its newer name. */
  void renameLimit() {
    limit = NEWER_LIMIT;
  }

  @Override
  public String path() {
    return "/chat/completions";
  }

  @Override
  public Map<String, String> headers(Optional<String> key) {
    return key.map(secret -> Map.of("Authorization", "Bearer " + secret)).orElse(Map.of());
  }

  @Override
  public ObjectNode body(String model, ChatRequest request) {
    ObjectNode body = Json.object().put("model", model);
    ArrayNode messages = body.putArray("messages");
    request
        .messages()
        .forEach(
            message ->
                messages.addObject().put("role", message.role()).put("content", message.content()));
    body.put(limit, request.maxTokens()).put("seed", request.seed());
    request.temperature().ifPresent(t -> body.put("temperature", t));
    request.topP().ifPresent(p -> body.put("top_p", p));
    return body;
  }

  @Override
  public ChatResult read(JsonNode answer) throws BadAnswer {
    JsonNode choice = answer.at("/choices/0");
    JsonNode message = choice.path("message");
    if (!message.isObject()) {
      throw new BadAnswer("the answer has no message, but " + OneLine.of(answer));
    }
    String finish = choice.path("finish_reason").asText("");
    if (message.path("refusal").isTextual() && !message.path("refusal").asText().isEmpty()) {
      return new Failed(
          Failed.REFUSAL, "the model refuses: " + OneLine.of(message.path("refusal").asText()));
    }
    if (finish.equals("content_filter")) {
      return new Failed(Failed.FILTER, "the answer was held back by a content filter");
    }
    if (!finish.equals("stop") && !finish.equals("length")) {
      throw new BadAnswer(
          "finish_reason is "
              + OneLine.of(choice.path("finish_reason"))
              + ", must be stop or length");
    }
    String reasoning = text(message.path("reasoning_content"));
    return new Answer(
        text(message.path("content")),
        reasoning.isEmpty() ? text(message.path("reasoning")) : reasoning,
        finish.equals("length"),
        usage(answer.path("usage")));
  }

  /** A text, or the texts of a list of parts. */
  private static String text(JsonNode content) throws BadAnswer {
    if (content.isArray()) {
      StringBuilder all = new StringBuilder();
      content.forEach(part -> all.append(part.path("text").asText("")));
      return all.toString();
    }
    if (content.isTextual() || content.isNull() || content.isMissingNode()) {
      return content.isTextual() ? content.textValue() : "";
    }
    throw new BadAnswer("the message's content is " + OneLine.of(content) + ", must be a text");
  }

  private static Usage usage(JsonNode usage) {
    JsonNode reasoning = usage.at("/completion_tokens_details/reasoning_tokens");
    return new Usage(
        ChatDialect.count(usage, "/prompt_tokens"),
        ChatDialect.count(usage, "/prompt_tokens_details/cached_tokens"),
        ChatDialect.count(usage, "/completion_tokens"),
        reasoning.canConvertToInt() ? OptionalInt.of(reasoning.asInt()) : OptionalInt.empty());
  }
}
