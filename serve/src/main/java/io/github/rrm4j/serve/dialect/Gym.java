package io.github.rrm4j.serve.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.rrm4j.contracts.Json;
import io.github.rrm4j.contracts.OneLine;
import io.github.rrm4j.data.Conversation;
import io.github.rrm4j.data.Conversation.Message;
import io.github.rrm4j.serve.answer.Answer;
import io.github.rrm4j.serve.answer.Fields;
import io.github.rrm4j.serve.answer.JudgeRequest;
import io.github.rrm4j.serve.answer.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * NeMo-Gym's comparison of responses by a generative reward model: a whole cohort, or its parts one
 * at a time.
 *
 * <p>Source: {@code genrm_compare} of NeMo-Gym. Differs: a judgement here names the better response
 * and no more, so that its scores are 4 and 2, and its ranking 2 or 5, of the scales from 1 to 5
 * and from 1 to 6; votes that cannot be read are counted and have no result.
 */
final class Gym {

  private static final int BETTER = 4;
  private static final int WORSE = 2;
  private static final int FIRST = 2;
  private static final int SECOND = 5;

  private Gym() {}

  /** {@code POST /compare}. */
  static JsonNode compare(JsonNode body, Caller caller) {
    Fields fields = new Fields(body);
    Conversation prompt = prompt(fields, "conversation_history");
    JsonNode objects = fields.value("response_objs");
    if (!objects.isArray()) {
      throw Refusal.badRequest(
          "field 'response_objs' is " + OneLine.of(objects) + ", must be a list of responses");
    }
    List<String> responses = new ArrayList<>();
    objects.forEach(object -> responses.add(output("response_objs", object)));
    Answer answer = caller.compared(prompt, responses);
    ObjectNode json = Json.object();
    ArrayNode rewards = json.putArray("rewards");
    answer.ratings().stream().map(caller.rule()::reward).forEach(rewards::add);
    long unreadable = results(answer, json.putArray("comparison_results"));
    json.putObject("metrics")
        .put("unreadable_votes", unreadable)
        .put("unreadable_pairs", answer.body().path("unreadable_pairs").asLong())
        .put("pairs_whose_orders_agree", answer.body().path("pairs_whose_orders_agree").asLong())
        .put(
            "pairs_shown_in_both_orders", answer.body().path("pairs_shown_in_both_orders").asLong())
        .put("tokens", answer.body().path("tokens").asLong());
    return json;
  }

  /** One result for each vote that can be read; returns how many cannot. */
  private static long results(Answer answer, ArrayNode into) {
    long unreadable = 0;
    for (JsonNode pair : answer.pairs()) {
      int number = 0;
      for (JsonNode vote : pair.path("votes")) {
        Optional<Boolean> first = first(vote.path("verdict").asText());
        if (first.isPresent()) {
          scores(
              into.addObject()
                  .put("response_i", pair.path("a").asInt())
                  .put("response_j", pair.path("b").asInt())
                  .put("judge_idx", number),
              first.get());
        } else {
          unreadable++;
        }
        number++;
      }
    }
    return unreadable;
  }

  static Optional<Boolean> first(String word) {
    return switch (word) {
      case "first" -> Optional.of(true);
      case "second" -> Optional.of(false);
      default -> Optional.empty();
    };
  }

  /** What a verdict is on NeMo-Gym's scales. */
  static ObjectNode scores(ObjectNode into, boolean first) {
    return into.put("score_1", first ? BETTER : WORSE)
        .put("score_2", first ? WORSE : BETTER)
        .put("ranking", first ? FIRST : SECOND);
  }

  /** {@code POST /verify}: one sample of a cohort; answered when the others are there. */
  static JsonNode verify(JsonNode body, Caller caller) {
    Fields fields = new Fields(body);
    JsonNode params = fields.value("responses_create_params");
    Conversation prompt =
        principled(JudgeRequest.conversation("input", params.path("input")), fields);
    String response = output("response", fields.value("response"));
    JsonNode named = fields.any("prompt_id", "task_index");
    Object key = named.isMissingNode() ? prompt : named.asText();
    OptionalLong index = fields.integer("rollout_index", 0, Long.MAX_VALUE);
    double reward =
        caller
            .cohorts()
            .reward(
                List.of("gym", key),
                prompt,
                response,
                index.isPresent() ? Optional.of(index.getAsLong()) : Optional.empty(),
                caller);
    ObjectNode answer = body.deepCopy();
    return answer.put("reward", reward);
  }

  private static Conversation prompt(Fields fields, String name) {
    return principled(JudgeRequest.conversation(name, fields.value(name)), fields);
  }

  /** A principle stands before the conversation, where a system prompt does. */
  static Conversation principled(Conversation prompt, Fields fields) {
    Optional<String> principle = fields.optionalText("principle").filter(text -> !text.isBlank());
    return principle
        .map(
            text ->
                new Conversation(List.of(new Message("system", "Judge by this principle: " + text)))
                    .then(prompt))
        .orElse(prompt);
  }

  /** The text of a response of OpenAI's Responses API. */
  private static String output(String name, JsonNode response) {
    StringBuilder text = new StringBuilder();
    for (JsonNode item : response.path("output")) {
      if (item.path("type").asText().equals("message")) {
        JsonNode content = item.path("content");
        text.append(content.isTextual() ? content.asText() : JudgeRequest.parts(name, content));
      }
    }
    if (text.isEmpty()) {
      throw Refusal.badRequest(
          "field '" + name + "' has a response without a message, must have an output with one");
    }
    return text.toString();
  }
}
