package io.github.rrm4j.serve.dialect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.data.Conversation;
import io.github.rrm4j.data.Conversation.Message;
import io.github.rrm4j.model.ChatTemplate;
import io.github.rrm4j.serve.answer.Answer;
import io.github.rrm4j.serve.answer.Asking;
import io.github.rrm4j.serve.answer.Fields;
import io.github.rrm4j.serve.answer.Hearing;
import io.github.rrm4j.serve.answer.JudgeRequest;
import io.github.rrm4j.serve.answer.Refusal;
import io.github.rrm4j.serve.answer.ServedJudge;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The judge as a model of OpenAI's chat. Messages with the roles {@code response_1} and {@code
 * response_2} are two responses to the conversation before them, as NeMo-Gym asks a generative
 * reward model; so is a last message of the user that is a JSON object with {@code prompt} and
 * {@code responses}. Any other conversation is answered by the model itself.
 */
final class Chat {

  private static final String ONE = "response_1";
  private static final String TWO = "response_2";
  private static final String PRINCIPLE = "principle";

  private Chat() {}

  /** {@code GET /v1/models}. */
  static JsonNode models(Caller caller) {
    ObjectNode json = Json.object().put("object", "list");
    json.putArray("data")
        .addObject()
        .put("id", "judge")
        .put("object", "model")
        .put("created", 0)
        .put("owned_by", "rrm4j")
        .put("root", "judge-" + caller.desk().current().version());
    return json;
  }

  /** {@code POST /v1/chat/completions}. */
  static JsonNode completions(JsonNode body, Caller caller) {
    Fields fields = new Fields(body);
    if (fields.flag("stream")) {
      throw Refusal.badRequest(
          "field 'stream' is true, must be false here; POST /v1/judge streams");
    }
    if (fields.integer("n", 1, Integer.MAX_VALUE).orElse(1) != 1) {
      throw Refusal.badRequest("field 'n' must be 1; ask with several seeds");
    }
    Asking asking = asking(fields, caller.asking());
    boolean json = wantsJson(fields.value("response_format"));
    Conversation messages = JudgeRequest.conversation("messages", fields.value("messages"));
    Optional<JudgeRequest> request =
        roles(messages, asking).or(() -> object(messages, asking, caller));
    if (request.isPresent()) {
      boolean scales = messages.messages().stream().anyMatch(m -> m.role().equals(ONE));
      Answer answer =
          caller.desk().answer(request.get(), caller.deadline(), Hearing.NONE).readable();
      return verdict(answer, json || scales, scales, caller);
    }
    if (json) {
      throw Refusal.badRequest(
          "field 'response_format' asks for JSON, which only a verdict is; send the roles"
              + " response_1 and response_2, or {\"prompt\", \"responses\"} as the last message");
    }
    return reply(messages, asking, fields, caller);
  }

  private static Asking asking(Fields fields, Asking usual) {
    OptionalLong seed = fields.integer("seed", Long.MIN_VALUE, Long.MAX_VALUE);
    OptionalDouble temperature = fields.number("temperature", 0, 100);
    return new Asking(
        usual.plan(),
        seed.orElse(usual.seed()),
        temperature.isPresent() ? temperature : usual.temperature(),
        usual.thinkingBudget());
  }

  private static boolean wantsJson(JsonNode format) {
    return switch (format.path("type").asText("text")) {
      case "text" -> false;
      case "json_object", "json_schema" -> true;
      default ->
          throw Refusal.badRequest(
              "field 'response_format' has another type than text, json_object and json_schema");
    };
  }

  /** NeMo-Gym's roles. */
  private static Optional<JudgeRequest> roles(Conversation messages, Asking asking) {
    List<Message> before = new ArrayList<>();
    Optional<String> first = Optional.empty();
    Optional<String> second = Optional.empty();
    Optional<String> principle = Optional.empty();
    for (Message message : messages.messages()) {
      switch (message.role()) {
        case ONE -> first = Optional.of(message.content());
        case TWO -> second = Optional.of(message.content());
        case PRINCIPLE -> principle = Optional.of(message.content());
        default -> before.add(message);
      }
    }
    if (first.isEmpty() && second.isEmpty()) {
      return Optional.empty();
    }
    if (first.isEmpty() || second.isEmpty() || before.isEmpty()) {
      throw Refusal.badRequest(
          "field 'messages' must have a conversation, a message of the role response_1 and one of"
              + " response_2");
    }
    Fields more =
        new Fields(
            principle.map(text -> Json.object().put(PRINCIPLE, text)).orElseGet(Json::object));
    return Optional.of(
        JudgeRequest.of(
            Optional.empty(),
            Gym.principled(new Conversation(before), more),
            List.of(first.get(), second.get()),
            asking,
            Optional.empty(),
            RewardRule.settings(0)));
  }

  /** A request of {@code POST /v1/judge} as the last message. */
  private static Optional<JudgeRequest> object(
      Conversation messages, Asking asking, Caller caller) {
    String last = messages.last().content().strip();
    if (!last.startsWith("{")) {
      return Optional.empty();
    }
    try {
      JsonNode json = Json.parse(last);
      return json.has("prompt") && json.has("responses")
          ? Optional.of(JudgeRequest.of(new Fields(json), asking, caller.desk().limits()))
          : Optional.empty();
    } catch (JsonProcessingException e) {
      return Optional.empty(); // a text that begins with a brace
    }
  }

  private static JsonNode verdict(Answer answer, boolean json, boolean scales, Caller caller) {
    ObjectNode content = Json.object();
    JsonNode pair = answer.pairs().path(0);
    if (scales) {
      Optional<Boolean> first = Gym.first(pair.path("result").asText());
      Gym.scores(
          content,
          first.orElseThrow(
              () ->
                  Refusal.unreadable("neither response is better, which these scores cannot say")));
    } else {
      content.put("choice", answer.body().at("/ranking/choice").asInt());
      content.set("ratings", answer.body().at("/ranking/ratings"));
      content.set("places", answer.body().at("/ranking/places"));
    }
    ObjectNode completion = completion(caller);
    ObjectNode message = choice(completion, "stop");
    message.put("content", json ? content.toString() : pair.path("reasoning").asText());
    if (json) {
      message.put("reasoning_content", pair.path("reasoning").asText());
    }
    int tokens = answer.body().path("tokens").asInt();
    completion
        .putObject("usage")
        .put("prompt_tokens", 0)
        .put("completion_tokens", tokens)
        .put("total_tokens", tokens);
    return completion;
  }

  private static JsonNode reply(
      Conversation messages, Asking asking, Fields fields, Caller caller) {
    OptionalLong first = fields.integer("max_completion_tokens", 1, Integer.MAX_VALUE);
    OptionalLong second = fields.integer("max_tokens", 1, Integer.MAX_VALUE);
    OptionalLong most = first.isPresent() ? first : second;
    ServedJudge.Reply reply =
        caller
            .desk()
            .reply(
                messages.messages().stream()
                    .map(m -> new ChatTemplate.Message(m.role(), m.content()))
                    .toList(),
                asking,
                most.isPresent() ? Optional.of((int) most.getAsLong()) : Optional.empty(),
                caller.deadline());
    ObjectNode completion = completion(caller);
    choice(completion, reply.stopped() ? "stop" : "length").put("content", reply.text());
    completion
        .putObject("usage")
        .put("prompt_tokens", reply.promptTokens())
        .put("completion_tokens", reply.tokens())
        .put("total_tokens", reply.promptTokens() + reply.tokens());
    return completion;
  }

  private static ObjectNode completion(Caller caller) {
    return Json.object()
        .put("id", "chatcmpl-judge")
        .put("object", "chat.completion")
        .put("created", 0)
        .put("model", "judge")
        .put("system_fingerprint", caller.desk().current().version());
  }

  private static ObjectNode choice(ObjectNode completion, String finish) {
    ObjectNode choice = completion.putArray("choices").addObject().put("index", 0);
    ObjectNode message = choice.putObject("message").put("role", "assistant");
    choice.put("finish_reason", finish);
    return message;
  }
}
